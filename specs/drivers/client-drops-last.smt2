; A client that drops the last party instead of closing the call.
; @breaks drop-not-the-last
;
; Its author treats the last party like every other one, "drop them all, then delete the
; VC", and has never met a call manager that refuses.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (and (client-may v p o s a) (not (= (calls a) NdisClCloseCall)))
      (and (starts a NdisClDropParty) (client-may-request s) (client-data s a)
           (= (c-phase v) in-call) (= (c-life p) up) (= (others-up o) none))))
