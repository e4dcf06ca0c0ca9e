;; Sums of chosen rows, each as often as it counts. Pointers are bytes, counts are numbers of elements.
(module
  (memory (export "memory") 1)

  ;; Of `rows` counts (uint32) those that are not 0: their numbers at `chosen` (uint32), they themselves at `times` (float64). Gives how many there are.
  (func (export "choose") (param $counts i32) (param $rows i32) (param $chosen i32) (param $times i32) (result i32)
    (local $row i32) (local $count i32) (local $used i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $row) (local.get $rows)))
      (local.set $count (i32.load (i32.add (local.get $counts) (i32.shl (local.get $row) (i32.const 2)))))
      (i32.store (i32.add (local.get $chosen) (i32.shl (local.get $used) (i32.const 2))) (local.get $row))
      (f64.store (i32.add (local.get $times) (i32.shl (local.get $used) (i32.const 3))) (f64.convert_i32_u (local.get $count)))
      ;; Without a branch, which could not be foreseen.
      (local.set $used (i32.add (local.get $used) (i32.ne (local.get $count) (i32.const 0))))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br $next)))
    (local.get $used))

  ;; Of a block of `rows` rows of sixteen float64 each: the sums over its rows, row i `times[i]` times, left at `into` (sixteen float64).
  ;; `chosen` are the numbers (uint32) of the `used` rows that count, `times` how often (float64), in the same order.
  (func (export "add") (param $block i32) (param $chosen i32) (param $times i32) (param $used i32) (param $into i32)
    (local $row i32) (local $often v128) (local $end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (local.set $end (i32.add (local.get $chosen) (i32.shl (local.get $used) (i32.const 2))))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $chosen) (local.get $end)))
      (local.set $row (i32.add (local.get $block) (i32.shl (i32.load (local.get $chosen)) (i32.const 7))))
      (local.set $often (v128.load64_splat (local.get $times)))
      (local.set $a (f64x2.add (local.get $a) (f64x2.mul (local.get $often) (v128.load offset=0 (local.get $row)))))
      (local.set $b (f64x2.add (local.get $b) (f64x2.mul (local.get $often) (v128.load offset=16 (local.get $row)))))
      (local.set $c (f64x2.add (local.get $c) (f64x2.mul (local.get $often) (v128.load offset=32 (local.get $row)))))
      (local.set $d (f64x2.add (local.get $d) (f64x2.mul (local.get $often) (v128.load offset=48 (local.get $row)))))
      (local.set $e (f64x2.add (local.get $e) (f64x2.mul (local.get $often) (v128.load offset=64 (local.get $row)))))
      (local.set $f (f64x2.add (local.get $f) (f64x2.mul (local.get $often) (v128.load offset=80 (local.get $row)))))
      (local.set $g (f64x2.add (local.get $g) (f64x2.mul (local.get $often) (v128.load offset=96 (local.get $row)))))
      (local.set $h (f64x2.add (local.get $h) (f64x2.mul (local.get $often) (v128.load offset=112 (local.get $row)))))
      (local.set $chosen (i32.add (local.get $chosen) (i32.const 4)))
      (local.set $times (i32.add (local.get $times) (i32.const 8)))
      (br $next)))
    (v128.store offset=0 (local.get $into) (local.get $a))
    (v128.store offset=16 (local.get $into) (local.get $b))
    (v128.store offset=32 (local.get $into) (local.get $c))
    (v128.store offset=48 (local.get $into) (local.get $d))
    (v128.store offset=64 (local.get $into) (local.get $e))
    (v128.store offset=80 (local.get $into) (local.get $f))
    (v128.store offset=96 (local.get $into) (local.get $g))
    (v128.store offset=112 (local.get $into) (local.get $h))))
