; A call manager that reports a party as gone whose add it has not completed yet.
; @breaks indrop-party-established
;
; The peer accepted and left in one packet; the news overtakes the completion.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (starts a NdisCmDispatchIncomingDropParty) (not (busy s)) (news-data s a)
           (= (m-phase v) in-call) (= (m-life p) adding) (= (m-add p) pended))))
