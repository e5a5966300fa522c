; Parties that take a turn each; two at a time is one too many, and nobody makes room.
(declare-datatypes ((Amount 0)) (((none) (one) (many))))
(declare-datatypes ((Where 0)) (((outside) (inside) (done))))
(declare-datatypes ((Party 0)) (((party (where Where)))))
(declare-datatypes ((Vc 0)) (((vc (open Bool)))))
(declare-datatypes ((Census 0)) (((census (others-inside Amount)))))
(define-fun in-others-inside ((p Party)) Bool (= (where p) inside))
(declare-datatypes ((Act 0)) (((unlock) (enter) (leave))))
(define-fun concerns-vc ((a Act)) Bool (= a unlock))
(define-fun party-initial () Party (party outside))
(define-fun vc-begins ((v Vc)) Bool (not (open v)))
(define-fun may ((v Vc) (p Party) (o Census) (a Act)) Bool
  (or (and (= a unlock) (not (open v)))
      (and (= a enter) (open v) (= (where p) outside))
      (and (= a leave) (= (where p) inside))))
(define-fun vc-after ((v Vc) (p Party) (o Census) (a Act)) Vc (vc (or (open v) (= a unlock))))
(define-fun party-after ((v Vc) (p Party) (o Census) (a Act)) Party
  (party (ite (= a enter) inside (ite (= a leave) done (where p)))))
;; @rule one-at-a-time
;; @title Nobody enters while somebody else
;;   is inside.
(define-fun one-at-a-time ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (= a enter) (= (others-inside o) none)))
