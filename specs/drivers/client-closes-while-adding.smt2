; A client that closes the call while an add is still pending.
; @breaks close-others-dropped-first
;
; It counts the parties that are up, and forgets those on their way.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClCloseCall) (= (giving a) data-absent) (client-may-request s)
           (= (c-phase v) in-call) (= (c-life p) up) (= (others-up o) none)
           (= (others-dropping o) none))))
