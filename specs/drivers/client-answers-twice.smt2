; A client that answers an incoming drop with a drop, whatever else is going on.
;
; Its ProtocolClIncomingDropParty passes the handle it has stored to NdisClDropParty. Where
; its own thread has just called NdisClDropParty for the same party, that handle is dead.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClDropParty) (client-data s a)
           (= (innermost s) inside-incoming-drop) (= (innermost-about s) about-same)
           (in-call-of s ProtocolClIncomingDropParty)
           (or (= (c-life p) up) (= (c-life p) dropping)))))
