; The call manager, and the network behind it: what it can do at all, and what it does if it
; keeps to the documents. The network has no call of its own in a recording; that a party
; left, that a request was refused on the way or that the call broke down shows in what the
; call manager does next.

; It can act on its own thread when nothing is open there, and inside its handlers.
(define-fun manager-acts ((s Scene)) Bool
  (or (and (= (thread s) manager-thread) (not (busy s)))
      (and (busy s) (is-manager-callback (top s)))))
; NDIS handed it this party's handle.
(define-fun manager-holds ((p Party)) Bool
  (not (or (= (m-life p) unseen) (= (m-life p) unsure))))

(define-fun is-completion ((f Function)) Bool
  (or (= f NdisCmMakeCallComplete) (= f NdisCmAddPartyComplete) (= f NdisCmDropPartyComplete)
      (= f NdisCmCloseCallComplete)))
(define-fun is-indication ((f Function)) Bool
  (or (= f NdisCmDispatchIncomingDropParty) (= f NdisCmDispatchIncomingCloseCall)))
(define-fun returns-status ((f Function)) Bool
  (not (or (= f ProtocolCmActivateVcComplete) (= f ProtocolCmDeactivateVcComplete))))

; A VC that it refuses to create has no life, and is not explored.
(define-fun manager-can ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (manager-acts s)
       (or (and (busy s) (mine s) (stops a (top s)) (is-manager-callback (calls a))
                (= (= (saying a) unlogged) (not (returns-status (calls a))))
                (=> (= (calls a) ProtocolCoCreateVc) (= (saying a) success)))
           (and (= (side a) enter) (not (= (m-phase v) phase-unseen)) (not (deleted v))
                (or (and (plain a) (or (= (calls a) NdisCmActivateVc)
                                       (= (calls a) NdisCmDeactivateVc)))
                    (and (is-completion (calls a)) (manager-holds p)
                         (not (= (saying a) unlogged)) (= (giving a) data-unlogged))
                    (and (is-indication (calls a))
                         (or (= (calls a) NdisCmDispatchIncomingCloseCall) (manager-holds p))
                         (or (= (saying a) success) (= (saying a) failure))
                         (not (= (giving a) data-unlogged))))))))

; On its own thread, or where it learns that the VC was switched on or off.
(define-fun manager-at-leisure ((s Scene)) Bool
  (or (not (busy s)) (= (top s) ProtocolCmActivateVcComplete)
      (= (top s) ProtocolCmDeactivateVcComplete)))
; Another party is connected, or about to be.
(define-fun others-stay ((o Census)) Bool
  (or (not (= (others-connected o) none)) (not (= (others-told o) none))))
(define-fun others-may-stay ((o Census)) Bool
  (or (others-stay o) (not (= (others-pending o) none))))
(define-fun data-refused ((s Scene) (d Data)) Bool (and (= d data-present) (not (carries s))))

; A handler returns: PENDING, and nothing else, once it was completed by another thread.
(define-fun answers ((s Scene) (a Act) (f Function) (c Call) (fits Bool)) Bool
  (and (in-call-of s f) (stops a f)
       (or (= (saying a) pending) (and (not (replaced s)) (= c entered) fits))))
(define-fun refuses ((a Act)) Bool (= (saying a) resources))

; The VC is switched on before its call is up, and off before its close is reported.
(define-fun manager-switches ((v Vc) (s Scene) (a Act)) Bool
  (or (and (starts a NdisCmActivateVc) (= (activation v) inactive) (outstanding (m-make v))
           (or (manager-at-leisure s) (= (top s) ProtocolCmMakeCall)))
      (and (starts a NdisCmDeactivateVc) (= (activation v) active) (outstanding (m-close v))
           (or (manager-at-leisure s) (= (top s) ProtocolCmCloseCall)))))

(define-fun make-may-end ((v Vc) (a Act)) Bool
  (ite (= (saying a) success) (= (activation v) active)
    (and (refuses a) (= (activation v) inactive))))
; An indication has been dispatched and has not reached the client.
(define-fun news-under-way ((p Party)) Bool (and (m-told p) (= (told p) untold)))
; A drop succeeds while another party stays, and fails if there is none and none may come.
; An indication under way reaches the client first.
(define-fun drop-may-end ((p Party) (o Census) (a Act)) Bool
  (and (not (news-under-way p))
       (ite (= (saying a) success) (others-stay o)
         (and (= (saying a) failure) (not (others-may-stay o))))))
(define-fun close-may-end ((v Vc) (p Party) (o Census) (a Act)) Bool
  (and (not (news-under-way p)) (not (= (close-indication v) relay-due))
       (ite (= (saying a) success)
         (and (= (activation v) inactive) (not (others-stay o)))
         (and (= (saying a) failure) (= (activation v) active)))))

(define-fun finishes ((s Scene) (a Act) (f Function)) Bool (and (in-call-of s f) (stops a f)))
(define-fun manager-answers ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (and (finishes s a ProtocolCoCreateVc) (= (saying a) success))
      (and (finishes s a ProtocolCoDeleteVc) (= (saying a) success))
      (finishes s a ProtocolCmActivateVcComplete)
      (finishes s a ProtocolCmDeactivateVcComplete)
      (answers s a ProtocolCmMakeCall (m-make v) (make-may-end v a))
      (answers s a ProtocolCmAddParty (m-add p) (or (= (saying a) success) (refuses a)))
      (and (not (data-refused s (top-data s)))
           (or (answers s a ProtocolCmDropParty (m-drop p) (drop-may-end p o a))
               (answers s a ProtocolCmCloseCall (m-close v) (close-may-end v p o a))))
      (and (data-refused s (top-data s)) (= (saying a) invalid-data)
           (or (finishes s a ProtocolCmDropParty) (finishes s a ProtocolCmCloseCall)))))

; What was pended is completed. Success may come before the handler has returned (D20);
; explored where no handler has to answer INVALID_DATA.
(define-fun may-complete ((s Scene) (c Call) (a Act)) Bool
  (or (= c pended) (and (= c entered) (= (saying a) success) (carries s))))
(define-fun manager-completes-request ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (and (starts a NdisCmMakeCallComplete) (= (m-life p) adding) (by-make p)
           (may-complete s (m-make v) a) (make-may-end v a))
      (and (starts a NdisCmAddPartyComplete) (= (m-life p) adding) (not (by-make p))
           (may-complete s (m-add p) a) (or (= (saying a) success) (refuses a)))
      (and (starts a NdisCmDropPartyComplete) (= (m-life p) dropping)
           (may-complete s (m-drop p) a) (drop-may-end p o a))
      (and (starts a NdisCmCloseCallComplete) (= (m-life p) closing)
           (may-complete s (m-close v) a) (close-may-end v p o a))))

; Close data comes with the news only where the medium carries it.
(define-fun news-data ((s Scene) (a Act)) Bool
  (or (= (giving a) data-absent)
      (and (thorough s) (= (giving a) data-present) (carries s))))
; A party left, or the network failed it: an incoming drop while another one is connected,
; or being dropped (D7); once, and not after the whole call was reported as closed.
(define-fun manager-reports-party ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisCmDispatchIncomingDropParty) (news-data s a) (= (m-phase v) in-call)
       (= (m-life p) up) (not (m-told p)) (not (inclosed v))
       (or (not (= (others-connected o) none)) (not (= (others-leaving o) none)))))
; The last party left, or the network failed the call as a whole, however many are on it.
(define-fun manager-reports-close ((v Vc) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisCmDispatchIncomingCloseCall) (news-data s a) (= (m-phase v) in-call)
       (or (= (c-phase v) in-call) (= (c-phase v) call-closing))
       (not (inclosed v)) (not (= (close-indication v) relay-due))
       (or (= (saying a) failure) (= (others-connected o) one))))

(define-fun manager-may ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (and (= (side a) return) (manager-answers v p o s a))
      (manager-switches v s a)
      (and (manager-at-leisure s)
           (or (manager-completes-request v p o s a) (manager-reports-party v p o s a)
               (manager-reports-close v o s a)))))

; One that errs once; see client-errs-once.
(define-fun manager-errs-once ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (manager-may v p o s a) (= (manager-mark s) unmarked)))
(define-fun manager-erred ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Mark
  (ite (and (manager-can v p o s a) (not (manager-may v p o s a))) mark-1 (manager-mark s)))
