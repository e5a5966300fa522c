; A client that closes the call with the handle of the party it dropped last.
; @breaks close-final-with-last-handle
; @breaks drop-handle-dead-at-call
;
; It keeps one "current" handle per VC, and does not clear it when it drops that party.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClCloseCall) (= (giving a) data-absent) (not (busy s))
           (= (c-phase v) in-call) (= (c-life p) dropping) (= (others-up o) one)
           (= (others-adding o) none))))
