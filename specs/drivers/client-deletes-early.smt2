; A client that deletes the VC without closing the call on it.
; @breaks delete-after-close
;
; On its way out it deletes what it created, and takes it that NDIS does the rest.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisCoDeleteVc) (not (busy s)) (not (elsewhere s))
           (= (c-phase v) in-call))))
