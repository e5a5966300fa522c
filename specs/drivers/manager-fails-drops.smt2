; A call manager that fails a drop although other parties stay.
; @breaks drop-failure-only-last
; @breaks drop-cm-return-set
;
; It maps every trouble on the wire to NDIS_STATUS_FAILURE.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (answers s a ProtocolCmDropParty (m-drop p) (= (saying a) failure))
           (not (data-refused s (top-data s))) (not (= (saying a) pending)))))
