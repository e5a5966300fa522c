; A call manager that refuses close data although its medium carries it.
; @breaks drop-cm-invalid-data-justified
;
; Close data was left for the next release.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (finishes s a ProtocolCmDropParty) (= (saying a) invalid-data)
           (= (top-data s) data-present) (= (m-drop p) entered))))
