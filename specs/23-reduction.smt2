; What exploration forgets: two states with the same normal form differ only in what no
; conforming actor will look at again. That no actor chooses by it is proved by the solver
; whenever behaviours are loaded, and nothing is forgotten where that fails. That states
; with the same normal form step alike and break the same rules is tested for every step
; that conforming drivers reach; and every run that is shown was judged by the checker,
; which forgets nothing.

; How a request ended, or that it was completed from within, is history once it is over.
(define-fun call-normal ((c Call)) Call
  (ite (or (= c settled-well) (= c settled-badly) (= c self-run)) idle c))
(define-fun is-through ((l Life)) Bool (or (= l gone) (= l closed) (= l failed)))

(define-fun party-normal ((p Party)) Party
  (party
    (c-life p)
    (call-normal (c-add p))
    (call-normal (c-drop p))
    (and (by-make p) (or (= (c-life p) adding) (= (m-life p) adding) (= (m-life p) unseen)))
    (told p)
    (and (refused p) (= (c-life p) up))
    (redropped p)
    (m-life p)
    (call-normal (m-add p))
    ; Which call ended the party for the call manager tells two rules apart.
    (ite (= (m-life p) gone) (m-drop p) (call-normal (m-drop p)))
    (and (m-told p) (not (and (is-through (m-life p)) (not (= (told p) untold)))))
    (m-ending p)
    (add-forward p) (drop-forward p) (add-delivery p) (drop-delivery p) (indication p)))

; The sends are not explored, and what only they are judged by is forgotten.
(define-fun vc-normal ((v Vc)) Vc
  (vc
    (creator v) (whole v) (birth v) (form v) (c-phase v)
    (call-normal (c-make v)) (call-normal (c-close v))
    (inclose v) (inclosed v) (delete-due v)
    false
    (was-closed v) (retired v) (sends v) (reduced v) (deserted v) (strayed v) (deleting v)
    (deleted v) (c-seen v) (m-phase v)
    (call-normal (m-make v)) (call-normal (m-close v))
    (crowded v) (m-closed v)
    false
    (activation v) (close-forward v) (close-delivery v) (close-indication v)))

; Orders of events that differ only in when a call returns. Where nothing is left for a
; thread to do but to return, whatever the states are, the return changes nothing that
; another thread can see, and nothing that another thread does changes the return: proved
; for the drivers at hand, with any number of parties and threads, before a search that is
; asked to take such returns at once does so (explore --returns-at-once).
(define-fun only-returns ((s Scene)) Bool
  (and (busy s)
       (or (and (= (inner s) pending)
                (or (= (top s) NdisClAddParty) (= (top s) NdisClDropParty)
                    (= (top s) NdisClCloseCall)))
           (and (= (top s) NdisCoCreateVc) (= (inner s) success) (not (replaced s)))
           (and (or (is-completion (top s)) (is-indication (top s)))
                (not (= (top s) NdisCmDropPartyComplete)) (not (= (inner s) unlogged)))
           (= (top s) ProtocolCoCreateVc)
           (and (not (thorough s)) (= (top s) ProtocolClAddPartyComplete)))))
(define-fun return-of ((s Scene)) Act
  (act (top s) return
    (ite (or (= (top s) NdisCoCreateVc) (= (top s) ProtocolCoCreateVc)) success
      (ite (is-request (top s)) pending unlogged))
    data-unlogged))
