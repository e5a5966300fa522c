; A call manager that loses a drop it has pended.
; @breaks drop-cm-pending-completed
; @stuck
;
; The peer has crashed and never confirms; no timer runs.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (manager-may v p o s a) (not (starts a NdisCmDropPartyComplete))))
