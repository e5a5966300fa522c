; A call manager that pends everything but what it refuses, as those on a network do.
; @breaks nothing
(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (manager-may v p o s a)
       (=> (and (= (side a) return)
                (or (= (calls a) ProtocolCmMakeCall) (= (calls a) ProtocolCmAddParty)
                    (= (calls a) ProtocolCmDropParty) (= (calls a) ProtocolCmCloseCall)))
           (not (= (saying a) success)))))
