; A client that gives close data on every medium.
; @breaks drop-data-null-if-unsupported
; @medium no
;
; The reason code it sends with each drop is useful on ATM; it does not ask what is below.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a)
      (and (starts a NdisClDropParty) (= (giving a) data-present) (client-may-request s)
           (= (c-phase v) in-call) (= (c-life p) up) (not (= (others-up o) none)))))
