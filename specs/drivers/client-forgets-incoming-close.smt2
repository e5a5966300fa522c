; A client whose ProtocolClIncomingCloseCall does nothing.
; @breaks inclose-client-closes
; @stuck
;
; It waits for NDIS to take the VC away; NDIS waits for the close.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (client-may v p o s a)
       (not (and (= (inclose v) told-owed) (starts a NdisClCloseCall)))))
