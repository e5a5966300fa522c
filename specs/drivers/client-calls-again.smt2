; A client that makes its next call while the last one is still being closed.
; @breaks closing-vc-no-new-call
;
; NdisClCloseCall returned PENDING, which it takes for done.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClMakeCall) (plain a) (not (busy s)) (= (c-phase v) call-closing)
           (= (c-close v) pended))))
