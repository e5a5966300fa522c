; A call manager that reports the close and leaves the VC switched on.
; @breaks close-success-means-inactive
;
; It deactivates the VC when the client deletes it, and not before.
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a)
      (and (answers s a ProtocolCmCloseCall (m-close v)
             (and (= (saying a) success) (= (activation v) active)))
           (not (data-refused s (top-data s))))))
