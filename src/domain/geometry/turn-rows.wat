;; Rows of 16-bit words, turned. Pointers are bytes, counts are numbers of elements.
(module
  (memory (export "memory") 1)

  ;; `rows` rows of `columns` words each, the first at `source`, each next one `step` bytes from the one before; their words from the last to the first where
  ;; `reversed` is 1. To each is added `more`, modulo 2^16; the rows follow each other at `target`. Eight at a time: the seven behind a row's last may be
  ;; overwritten, and the seven behind its last, reversed before its first, are read.
  (func (export "turn") (param $source i32) (param $step i32) (param $rows i32) (param $columns i32) (param $reversed i32) (param $more i32) (param $target i32)
    (local $add v128) (local $bytes i32) (local $from i32) (local $to i32) (local $end i32)
    (local.set $add (i16x8.splat (local.get $more)))
    (local.set $bytes (i32.shl (local.get $columns) (i32.const 1)))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $rows)))
      (local.set $to (local.get $target))
      (local.set $end (i32.add (local.get $target) (local.get $bytes)))
      (if (local.get $reversed)
        (then
          (local.set $from (i32.sub (i32.add (local.get $source) (local.get $bytes)) (i32.const 16)))
          (loop $backward
            (v128.store (local.get $to) (i16x8.add (local.get $add)
              (i8x16.shuffle 14 15 12 13 10 11 8 9 6 7 4 5 2 3 0 1 (v128.load (local.get $from)) (v128.load (local.get $from)))))
            (local.set $from (i32.sub (local.get $from) (i32.const 16)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (br_if $backward (i32.lt_u (local.get $to) (local.get $end)))))
        (else
          (local.set $from (local.get $source))
          (loop $forward
            (v128.store (local.get $to) (i16x8.add (local.get $add) (v128.load (local.get $from))))
            (local.set $from (i32.add (local.get $from) (i32.const 16)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (br_if $forward (i32.lt_u (local.get $to) (local.get $end))))))
      (local.set $source (i32.add (local.get $source) (local.get $step)))
      (local.set $target (local.get $end))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br $next)))))
