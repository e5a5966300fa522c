;; @rule house-drop-without-data
;; @title This house drops parties without close data, whatever the medium carries.
;; @group H house
;; @fault client
;; @severity warning
;; @kind parameter
;; @message {event} gives close data
(define-fun house-drop-without-data ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (enters e NdisClDropParty) (forall ((d Size)) (= (size e) d))))
