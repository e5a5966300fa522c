; A client that answers an incoming drop twice when it crosses its own drop.
; @breaks drop-handle-dead-at-call
; @breaks indrop-handle-invalid
;
; Its ProtocolClIncomingDropParty passes the handle it has stored to NdisClDropParty,
; whether or not its own thread has just called NdisClDropParty for the same party.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClDropParty) (in-call-of s ProtocolClIncomingDropParty) (mine s)
           (client-data s a) (= (c-life p) dropping))))
