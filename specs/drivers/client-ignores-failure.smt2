; A client that takes every end of a drop for a success.
; @breaks drop-failure-then-close
; @stuck
;
; Its ProtocolClDropPartyComplete frees the party's context without a look at the status.
; The party whose drop failed, because it was the last one, is never closed.
(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (client-may v p o s a)
       (not (and (refused p) (or (starts a NdisClDropParty) (starts a NdisClCloseCall))))))
