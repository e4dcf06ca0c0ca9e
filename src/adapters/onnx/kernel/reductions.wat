;; What is done with scores, four at a time. Pointers are bytes, counts are numbers of elements.
(module
  (import "kernel" "memory" (memory 1))

  ;; The largest of `count` float32 at `scores`, −∞ for none.
  (func (export "largest") (param $scores i32) (param $count i32) (result f32)
    (local $lanes v128) (local $best f32) (local $end i32)
    (local.set $lanes (f32x4.splat (f32.const -inf)))
    (local.set $end (i32.add (local.get $scores) (i32.shl (i32.and (local.get $count) (i32.const -4)) (i32.const 2))))
    (block $four (loop $next
      (br_if $four (i32.ge_u (local.get $scores) (local.get $end)))
      (local.set $lanes (f32x4.pmax (local.get $lanes) (v128.load (local.get $scores))))
      (local.set $scores (i32.add (local.get $scores) (i32.const 16)))
      (br $next)))
    (local.set $best (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $lanes)) (f32x4.extract_lane 1 (local.get $lanes)))
      (f32.max (f32x4.extract_lane 2 (local.get $lanes)) (f32x4.extract_lane 3 (local.get $lanes)))))
    (local.set $end (i32.add (local.get $end) (i32.shl (i32.and (local.get $count) (i32.const 3)) (i32.const 2))))
    (block $one (loop $next
      (br_if $one (i32.ge_u (local.get $scores) (local.get $end)))
      (local.set $best (f32.max (local.get $best) (f32.load (local.get $scores))))
      (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
      (br $next)))
    (local.get $best))

  ;; The first place, from `from` on, whose float32 is ≥ `least`; `count` where there is none.
  (func (export "firstFrom") (param $scores i32) (param $from i32) (param $count i32) (param $least f32) (result i32)
    (local $lanes v128) (local $mask i32)
    (local.set $lanes (f32x4.splat (local.get $least)))
    (block $four (loop $next
      (br_if $four (i32.gt_u (i32.add (local.get $from) (i32.const 4)) (local.get $count)))
      (local.set $mask (i32x4.bitmask (f32x4.ge
        (v128.load (i32.add (local.get $scores) (i32.shl (local.get $from) (i32.const 2)))) (local.get $lanes))))
      (if (local.get $mask) (then (return (i32.add (local.get $from) (i32.ctz (local.get $mask))))))
      (local.set $from (i32.add (local.get $from) (i32.const 4)))
      (br $next)))
    (block $one (loop $next
      (br_if $one (i32.ge_u (local.get $from) (local.get $count)))
      (if (f32.ge (f32.load (i32.add (local.get $scores) (i32.shl (local.get $from) (i32.const 2)))) (local.get $least))
        (then (return (local.get $from))))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br $next)))
    (local.get $count))

  ;; ⟨a, b⟩ of two rows of `count` float32. Four sums side by side, since each waits for its last addition.
  (func $dot (export "dot") (param $a i32) (param $b i32) (param $count i32) (result f32)
    (local $first v128) (local $second v128) (local $third v128) (local $fourth v128) (local $end i32) (local $sum f32)
    (local.set $end (i32.add (local.get $a) (i32.shl (i32.and (local.get $count) (i32.const -16)) (i32.const 2))))
    (block $sixteen (loop $next
      (br_if $sixteen (i32.ge_u (local.get $a) (local.get $end)))
      (local.set $first (f32x4.add (local.get $first) (f32x4.mul (v128.load offset=0 (local.get $a)) (v128.load offset=0 (local.get $b)))))
      (local.set $second (f32x4.add (local.get $second) (f32x4.mul (v128.load offset=16 (local.get $a)) (v128.load offset=16 (local.get $b)))))
      (local.set $third (f32x4.add (local.get $third) (f32x4.mul (v128.load offset=32 (local.get $a)) (v128.load offset=32 (local.get $b)))))
      (local.set $fourth (f32x4.add (local.get $fourth) (f32x4.mul (v128.load offset=48 (local.get $a)) (v128.load offset=48 (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (i32.const 64)))
      (local.set $b (i32.add (local.get $b) (i32.const 64)))
      (br $next)))
    (local.set $first (f32x4.add (f32x4.add (local.get $first) (local.get $second)) (f32x4.add (local.get $third) (local.get $fourth))))
    (local.set $sum (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $first)) (f32x4.extract_lane 1 (local.get $first)))
      (f32.add (f32x4.extract_lane 2 (local.get $first)) (f32x4.extract_lane 3 (local.get $first)))))
    (local.set $end (i32.add (local.get $end) (i32.shl (i32.and (local.get $count) (i32.const 15)) (i32.const 2))))
    (block $one (loop $next
      (br_if $one (i32.ge_u (local.get $a) (local.get $end)))
      (local.set $sum (f32.add (local.get $sum) (f32.mul (f32.load (local.get $a)) (f32.load (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (i32.const 4)))
      (local.set $b (i32.add (local.get $b) (i32.const 4)))
      (br $next)))
    (local.get $sum))

  ;; `count` float16 at `halves` as float32 at `into`, exactly. `count` is a multiple of 4. An exponent and fraction moved to their places in a
  ;; float32 stand for 2^112 times too little, subnormal ones too; infinities and NaN are not taken.
  (func (export "widen") (param $halves i32) (param $count i32) (param $into i32)
    (local $bits v128) (local $end i32)
    (local.set $end (i32.add (local.get $into) (i32.shl (local.get $count) (i32.const 2))))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $into) (local.get $end)))
      (local.set $bits (v128.load16x4_u (local.get $halves)))
      (v128.store (local.get $into) (v128.or
        (f32x4.mul (i32x4.shl (v128.and (local.get $bits) (i32x4.splat (i32.const 0x7fff))) (i32.const 13)) (f32x4.splat (f32.const 0x1p+112)))
        (i32x4.shl (v128.and (local.get $bits) (i32x4.splat (i32.const 0x8000))) (i32.const 16))))
      (local.set $halves (i32.add (local.get $halves) (i32.const 8)))
      (local.set $into (i32.add (local.get $into) (i32.const 16)))
      (br $next))))

  ;; The functions below make the upper bounds of one gallery row against four query rows, those at byte `at` of the lists
  ;; step (of the query's codes), size (length of its coded part) and tail (length of what no code holds):
  ;;   product · step · gallery step + offset + size · gallery error + tail · gallery tail
  ;; `terms` are the gallery row's step, offset, error and tail; `queries` is a multiple of 4. The formula stands in each, since a call
  ;; costs more than it.

  ;; Raises best[i] to the largest upper bound of query row i against `rows` gallery rows.
  (func (export "raise") (param $products i32) (param $rows i32) (param $queries i32) (param $terms i32)
    (param $step i32) (param $size i32) (param $tail i32) (param $best i32)
    (local $at i32) (local $width i32) (local $end i32)
    (local $scale v128) (local $offset v128) (local $error v128) (local $left v128)
    (local.set $width (i32.shl (local.get $queries) (i32.const 2)))
    (local.set $end (i32.add (local.get $terms) (i32.shl (local.get $rows) (i32.const 4))))
    (block $done (loop $each
      (br_if $done (i32.ge_u (local.get $terms) (local.get $end)))
      (local.set $scale (v128.load32_splat offset=0 (local.get $terms)))
      (local.set $offset (v128.load32_splat offset=4 (local.get $terms)))
      (local.set $error (v128.load32_splat offset=8 (local.get $terms)))
      (local.set $left (v128.load32_splat offset=12 (local.get $terms)))
      (local.set $at (i32.const 0))
      (loop $next
        (v128.store (i32.add (local.get $best) (local.get $at)) (f32x4.pmax
          (v128.load (i32.add (local.get $best) (local.get $at)))
          (f32x4.add
          (f32x4.add
            (f32x4.mul (f32x4.mul (f32x4.convert_i32x4_s (v128.load (i32.add (local.get $products) (local.get $at)))) (v128.load (i32.add (local.get $step) (local.get $at)))) (local.get $scale))
            (local.get $offset))
          (f32x4.add
            (f32x4.mul (v128.load (i32.add (local.get $size) (local.get $at))) (local.get $error))
            (f32x4.mul (v128.load (i32.add (local.get $tail) (local.get $at))) (local.get $left))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $width))))
      (local.set $products (i32.add (local.get $products) (local.get $width)))
      (local.set $terms (i32.add (local.get $terms) (i32.const 16)))
      (br $each))))

  ;; The first gallery row, from row `from` on, of which an upper bound is ≥ least[i]; `rows` where there is none.
  (func (export "promising") (param $products i32) (param $from i32) (param $rows i32) (param $queries i32) (param $terms i32)
    (param $step i32) (param $size i32) (param $tail i32) (param $least i32) (result i32)
    (local $at i32) (local $width i32) (local $reached v128)
    (local $scale v128) (local $offset v128) (local $error v128) (local $left v128)
    (local.set $width (i32.shl (local.get $queries) (i32.const 2)))
    (local.set $products (i32.add (local.get $products) (i32.mul (local.get $from) (local.get $width))))
    (local.set $terms (i32.add (local.get $terms) (i32.shl (local.get $from) (i32.const 4))))
    (block $done (loop $each
      (br_if $done (i32.ge_u (local.get $from) (local.get $rows)))
      (local.set $scale (v128.load32_splat offset=0 (local.get $terms)))
      (local.set $offset (v128.load32_splat offset=4 (local.get $terms)))
      (local.set $error (v128.load32_splat offset=8 (local.get $terms)))
      (local.set $left (v128.load32_splat offset=12 (local.get $terms)))
      (local.set $at (i32.const 0))
      (local.set $reached (v128.const i32x4 0 0 0 0))
      (loop $next
        (local.set $reached (v128.or (local.get $reached) (f32x4.ge
          (f32x4.add
          (f32x4.add
            (f32x4.mul (f32x4.mul (f32x4.convert_i32x4_s (v128.load (i32.add (local.get $products) (local.get $at)))) (v128.load (i32.add (local.get $step) (local.get $at)))) (local.get $scale))
            (local.get $offset))
          (f32x4.add
            (f32x4.mul (v128.load (i32.add (local.get $size) (local.get $at))) (local.get $error))
            (f32x4.mul (v128.load (i32.add (local.get $tail) (local.get $at))) (local.get $left))))
          (v128.load (i32.add (local.get $least) (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $width))))
      (br_if $done (v128.any_true (local.get $reached)))
      (local.set $products (i32.add (local.get $products) (local.get $width)))
      (local.set $terms (i32.add (local.get $terms) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br $each)))
    (local.get $from))

  ;; Of one gallery row, whose float32 numbers are `row`: the first query row i, from `from` on, whose upper bound is ≥ least[i] and whose
  ;; similarity is ≥ known[i]; `queries` where there is none. `product` are its products, `asked` the query rows. The similarity is left at `found`.
  (func (export "nearer") (param $products i32) (param $from i32) (param $queries i32) (param $terms i32)
    (param $step i32) (param $size i32) (param $tail i32) (param $least i32)
    (param $known i32) (param $asked i32) (param $row i32) (param $columns i32) (param $found i32) (result i32)
    (local $at i32) (local $width i32) (local $mask i32) (local $lane i32) (local $similarity f32)
    (local $scale v128) (local $offset v128) (local $error v128) (local $left v128)
    (local.set $width (i32.shl (local.get $queries) (i32.const 2)))
    (local.set $at (i32.shl (i32.and (local.get $from) (i32.const -4)) (i32.const 2)))
    (local.set $scale (v128.load32_splat offset=0 (local.get $terms)))
    (local.set $offset (v128.load32_splat offset=4 (local.get $terms)))
    (local.set $error (v128.load32_splat offset=8 (local.get $terms)))
    (local.set $left (v128.load32_splat offset=12 (local.get $terms)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $width)))
      (local.set $mask (i32x4.bitmask (f32x4.ge
          (f32x4.add
          (f32x4.add
            (f32x4.mul (f32x4.mul (f32x4.convert_i32x4_s (v128.load (i32.add (local.get $products) (local.get $at)))) (v128.load (i32.add (local.get $step) (local.get $at)))) (local.get $scale))
            (local.get $offset))
          (f32x4.add
            (f32x4.mul (v128.load (i32.add (local.get $size) (local.get $at))) (local.get $error))
            (f32x4.mul (v128.load (i32.add (local.get $tail) (local.get $at))) (local.get $left))))
          (v128.load (i32.add (local.get $least) (local.get $at))))))
      (block $none (loop $each
        (br_if $none (i32.eqz (local.get $mask)))
        (local.set $lane (i32.add (i32.shr_u (local.get $at) (i32.const 2)) (i32.ctz (local.get $mask))))
        (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
        (br_if $each (i32.lt_u (local.get $lane) (local.get $from)))
        (local.set $similarity (call $dot (i32.add (local.get $asked) (i32.mul (local.get $lane) (i32.shl (local.get $columns) (i32.const 2)))) (local.get $row) (local.get $columns)))
        (if (f32.ge (local.get $similarity) (f32.load (i32.add (local.get $known) (i32.shl (local.get $lane) (i32.const 2))))) (then
          (f32.store (local.get $found) (local.get $similarity))
          (return (local.get $lane))))
        (br $each)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next)))
    (local.get $queries)))
