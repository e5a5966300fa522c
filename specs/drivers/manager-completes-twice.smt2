; A call manager that completes a drop a second time.
; @breaks complete-only-if-pended
; @breaks drop-complete-handle
;
; The request stays on its queue when the completion fails with NDIS_STATUS_FAILURE, and is
; completed once more when the queue is next looked through.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (starts a NdisCmDropPartyComplete) (= (saying a) failure) (manager-at-leisure s)
           (= (manager-party-mark s) mark-1) (= (m-life p) up))))
; mark-1: the last drop of this party was completed with a failure.
(define-fun manager-party-mark-after ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Mark
  (ite (starts a NdisCmDropPartyComplete) (ite (= (saying a) failure) mark-1 unmarked)
    (manager-party-mark s)))
