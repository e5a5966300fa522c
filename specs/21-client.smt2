; The client: what it can do at all, and what it does if it keeps to the documents.

; It can act on its own thread when nothing is open there, and inside its callbacks.
(define-fun client-acts ((s Scene)) Bool
  (or (and (= (thread s) client-thread) (not (busy s)))
      (and (busy s) (is-client-callback (top s)))))
; NDIS handed it this party's handle.
(define-fun client-holds ((p Party)) Bool
  (or (= (c-life p) up) (= (c-life p) dropping) (= (c-life p) closing) (= (c-life p) gone)
      (= (c-life p) closed)))

(define-fun client-can ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (client-acts s)
       (or (and (busy s) (mine s) (stops a (top s)) (is-client-callback (calls a))
                (= (saying a) unlogged))
           (and (= (side a) enter) (= (saying a) unlogged)
                (not (deleting v)) (not (deleted v))
                (or (and (starts a NdisCoCreateVc) (plain a) (not (busy s))
                         (= (c-phase v) phase-unseen))
                    (and (not (= (m-phase v) phase-unseen))
                         (or (and (= (giving a) data-unlogged)
                                  (or (= (calls a) NdisClMakeCall) (= (calls a) NdisClAddParty)
                                      (= (calls a) NdisCoDeleteVc)))
                             (and (or (= (giving a) data-absent) (= (giving a) data-present))
                                  (or (= (calls a) NdisClDropParty)
                                      (= (calls a) NdisClCloseCall))
                                  (client-holds p)))))))))

; Requests from inside a callback inside a callback would nest without end; the same
; requests come about on the client's own thread.
(define-fun client-may-request ((s Scene)) Bool
  (and (client-acts s) (not (= (callbacks s) many))))
; Inside f, or in no callback at all.
(define-fun at-leisure-or-in ((s Scene) (f Function)) Bool
  (or (not (busy s)) (= (top s) f)))
(define-fun nobody-left ((o Census)) Bool
  (and (= (others-up o) none) (= (others-adding o) none) (= (others-dropping o) none)))
; Close data, unless the medium is known to refuse it.
(define-fun client-data ((s Scene) (a Act)) Bool
  (or (= (giving a) data-absent)
      (and (= (giving a) data-present) (not (= (learned s) medium-refuses)))))

; A new call on the VC: the last one is through, and not ended by the network.
(define-fun client-makes ((v Vc) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisClMakeCall) (= (c-phase v) no-call) (nobody-left o) (not (delete-due v))
       (or (not (busy s)) (and (thorough s) (= (top s) ProtocolClCloseCallComplete)))))
; Parties are added to a call that somebody is on, while nobody has announced its end.
(define-fun client-adds ((v Vc) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisClAddParty) (= (c-phase v) in-call) (= (inclose v) untold)
       (not (= (others-up o) none))
       (or (not (busy s))
           (and (thorough s) (or (= (top s) ProtocolClAddPartyComplete)
                                 (= (top s) ProtocolClMakeCallComplete))))))
; The places from which a party may leave, by a drop or with the call.
(define-fun client-may-release ((s Scene)) Bool
  (or (thorough s) (not (busy s)) (= (top s) ProtocolClDropPartyComplete)
      (= (top s) ProtocolClIncomingDropParty) (= (top s) ProtocolClIncomingCloseCall)))
; A party is dropped while another one remains, or may still come (see drop-not-the-last).
; Inside an incoming drop the party that left goes first.
(define-fun client-drops ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisClDropParty) (client-data s a) (client-may-release s)
       (= (c-phase v) in-call) (= (c-life p) up)
       (or (not (= (others-up o) none)) (not (= (others-adding o) none)))
       (not (and (= (innermost s) inside-incoming-drop) (= (innermost-about s) about-other)
                 (= (told p) untold) (not (= (others-owed o) none))))))
; The last party leaves with the call, when the drops of the others have ended.
(define-fun client-closes ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisClCloseCall) (client-data s a) (client-may-release s)
       (= (c-phase v) in-call) (= (c-life p) up) (nobody-left o)
       (or (thorough s) (= (giving a) data-absent))))
; The VC is deleted when nothing is under way on it.
(define-fun client-deletes ((v Vc) (o Census) (s Scene) (a Act)) Bool
  (and (starts a NdisCoDeleteVc) (= (c-phase v) no-call) (nobody-left o) (not (elsewhere s))
       (or (at-leisure-or-in s ProtocolClCloseCallComplete)
           (= (top s) ProtocolClMakeCallComplete))))

(define-fun client-may ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (= (side a) return) (starts a NdisCoCreateVc)
      (and (client-may-request s)
           (or (client-makes v o s a) (client-adds v o s a) (client-drops v p o s a)
               (client-closes v p o s a) (client-deletes v o s a)))))

; One that errs once does one thing that it can do and a conforming one would not. The mark
; says that it has.
(define-fun client-errs-once ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (or (client-may v p o s a) (= (client-mark s) unmarked)))
(define-fun client-erred ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Mark
  (ite (and (client-can v p o s a) (not (client-may v p o s a))) mark-1 (client-mark s)))
