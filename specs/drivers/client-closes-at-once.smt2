; A client that answers an incoming close by NdisClCloseCall, with all its parties on.
; @breaks inclose-client-drops-others
; @breaks close-others-dropped-first
; @stuck
;
; With a single party that is right; it was never tested with two.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClCloseCall) (= (giving a) data-absent)
           (in-call-of s ProtocolClIncomingCloseCall)
           (= (c-phase v) in-call) (= (c-life p) up))))
