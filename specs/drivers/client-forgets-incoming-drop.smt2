; A client whose ProtocolClIncomingDropParty does nothing.
; @breaks indrop-client-drops
; @stuck
;
; It reads the callback as news that the party is gone, and strikes it off its list: it
; never drops that party, nor closes the call with it.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (client-may v p o s a)
       (not (and (not (= (told p) untold))
                 (or (starts a NdisClDropParty) (starts a NdisClCloseCall))))))
