; A call manager that reports every party that leaves by an incoming drop.
; @breaks indrop-others-connected
; @breaks indrop-last-uses-close
;
; It does not count who is left.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (starts a NdisCmDispatchIncomingDropParty) (manager-at-leisure s) (news-data s a)
           (= (m-phase v) in-call) (= (m-life p) up) (= (c-life p) up) (not (m-told p)))))
