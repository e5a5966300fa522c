; A careful client, as most are written.
; @breaks nothing
;
; It adds parties one at a time, drops them from its own thread without close data, and
; answers an incoming drop or close inside the callback, with the party at hand.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (client-may v p o s a)
       (=> (starts a NdisClAddParty) (= (others-adding o) none))
       (=> (= (side a) enter) (not (= (giving a) data-present)))
       ; An incoming drop is answered before the callback returns, if that can be.
       (=> (stops a ProtocolClIncomingDropParty)
           (not (and (= (told p) told-owed) (= (c-life p) up)
                     (not (= (others-up o) none)))))))
