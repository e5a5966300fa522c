; A call manager that returns SUCCESS from ProtocolCmDropParty and completes the drop, too.
; @breaks complete-only-if-pended
; @breaks drop-cm-success-done
;
; The code that sends the completion is shared with the path that pends.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (starts a NdisCmDropPartyComplete) (= (saying a) success) (not (busy s))
           (= (m-life p) gone) (= (m-drop p) settled-well))))
