; What is always true while conforming drivers are at work, with any number of parties and
; threads: the invariants by which `condis-check prove` reasons. Nothing else looks at them.
;
; Each is proved, not believed: it holds at the beginning, and whoever makes whatever step
; from a state in which all of them hold, it holds afterwards. One that a driver's behaviour
; does not keep is left out for that driver. So a mistake here makes proofs fail, never
; succeed. An invariant is a define-fun whose name tells what it is about:
;
;   inv-vc-X      ((v Vc) (c Bool) (l Medium))                  the VC; c: the medium carries
;                                                               close data; l: what was learned
;   inv-party-X   ((v Vc) (p Party))                            any party of it
;   inv-pair-X    ((p Party) (q Party))                         any two parties
;   inv-crowd-X   ((v Vc) (p Party) (o Census))                 a party among the others
;   inv-call-X    ((v Vc) (p Party) (f Open) (c Bool))          any open call, and its party
;   inv-calls-X   ((f Open) (g Open))                           any two open calls
;   inv-nested-X  ((outer Open) (inner Open))                   a call inside a call to NDIS

; ------------------------------------------------------------------------------- open calls

; A call open on some thread. About which party it is, or that it is about none, is known
; from outside; see the stage (20-environment.smt2) for how calls nest.
(declare-datatypes ((Open 0)) (((open
  (of Function)
  (with Status) (gave Data)  ; what it was entered with
  (within Status)            ; how the last call made inside it returned; unlogged: none was
  (stale Bool)               ; a newer call of its kind was entered: its return says nothing
  (covered Bool)))))         ; a call is open inside it

(define-fun is-drivers ((f Function)) Bool (or (is-client-callback f) (is-manager-callback f)))
(define-fun concerns-vc-only ((f Function)) Bool
  (concerns-vc (act f enter unlogged data-unlogged)))

; The newest of these calls counts, for the VC or for the party.
(define-fun counts-for-vc ((f Function)) Bool
  (or (= f NdisClMakeCall) (= f NdisClCloseCall) (= f ProtocolCmMakeCall)
      (= f ProtocolCmCloseCall) (= f NdisCmCloseCallComplete)
      (= f NdisCmDispatchIncomingCloseCall)))
(define-fun counts ((f Function)) Bool
  (or (counts-for-vc f) (= f NdisClAddParty) (= f NdisClDropParty) (= f ProtocolCmAddParty)
      (= f ProtocolCmDropParty) (= f NdisCmMakeCallComplete) (= f NdisCmAddPartyComplete)
      (= f NdisCmDropPartyComplete) (= f NdisCmDispatchIncomingDropParty)))

; The call that an act opens, and what an act makes of the calls that are open already:
; one about the same party, one about another, the one it is made in, and the one that it
; comes back to.
(define-fun opened ((v Vc) (p Party) (e Event) (a Act)) Open
  (open (calls a) (saying a) (giving a) unlogged
    (and (counts (calls a)) (not (taken-up v p e))) false))
(define-fun replaces ((v Vc) (p Party) (e Event) (a Act) (f Open)) Bool
  (and (= (side a) enter) (= (of f) (calls a)) (counts (calls a)) (taken-up v p e)))
(define-fun open-after ((v Vc) (p Party) (e Event) (a Act) (f Open)) Open
  (open (of f) (with f) (gave f) (within f) (or (stale f) (replaces v p e a f)) (covered f)))
(define-fun other-after ((v Vc) (p Party) (e Event) (a Act) (f Open)) Open
  (open (of f) (with f) (gave f) (within f)
    (or (stale f) (and (replaces v p e a f) (counts-for-vc (calls a)))) (covered f)))
(define-fun top-after ((v Vc) (p Party) (e Event) (a Act) (f Open)) Open
  (open (of f) (with f) (gave f) (within f) (or (stale f) (replaces v p e a f)) true))
(define-fun revealed ((a Act) (f Open)) Open
  (open (of f) (with f) (gave f)
    (ite (not (= (saying a) unlogged)) (saying a)
      (ite (= (within f) unlogged) success pending))
    (stale f) false))

; How many there are, as the Census counts.
(define-fun amount ((n Int)) Amount (ite (<= n 0) none (ite (= n 1) one many)))

(define-fun newest ((f Open) (g Function)) Bool (and (= (of f) g) (not (stale f))))
; NDIS has not passed it on yet.
(define-fun is-fresh ((f Open)) Bool (and (not (covered f)) (= (within f) unlogged)))
(define-fun under-way ((c Call)) Bool (or (= c entered) (= c answered)))
(define-fun never-came ((l Life)) Bool (or (= l unseen) (= l adding) (= l failed)))
(define-fun off-the-call ((l Life)) Bool (or (= l gone) (= l closed) (= l failed)))
; Dropped with success for the call manager; an MCM's completion may not have returned (D18).
(define-fun drop-is-over ((p Party)) Bool
  (or (= (m-life p) gone) (and (= (m-life p) dropping) (m-ending p))))

; How far a request has come that NDIS passed on: c is the client's call, m the handler's.
(define-fun handled ((f Open) (c Call) (m Call)) Bool
  (ite (covered f)
    (ite (= (within f) success) (and (= c answered) (= m settled-well))
      (= (within f) unlogged))
    (ite (= (within f) success) (and (= c entered) (= m settled-well))
      (ite (= (within f) pending)
        (ite (= c answered) (or (= m idle) (= m settled-well))
          (and (= c entered) (or (= m pended) (= m idle))))
        (and (= c entered) (= m settled-badly))))))

; -------------------------------------------------------------------------------------- VC

; The client created it, for multipoint calls, and the recording tells all.
(define-fun inv-vc-of-client ((v Vc) (c Bool) (l Medium)) Bool
  (and (not (= (creator v) creator-manager)) (not (= (form v) point-to-point))
       (not (= (sends v) sends-out)) (not (retired v))
       (not (= (c-phase v) offered)) (not (= (c-phase v) phase-unsure))
       (not (= (m-phase v) offered)) (not (= (m-phase v) phase-unsure))
       (=> (= (c-phase v) phase-unseen) (= (m-phase v) phase-unseen))))
(define-fun inv-vc-medium ((v Vc) (c Bool) (l Medium)) Bool
  (not (= l (ite c medium-refuses medium-carries))))
; Each side's phase says which of its calls is outstanding; the sides follow one another.
(define-fun inv-vc-phases ((v Vc) (c Bool) (l Medium)) Bool
  (and (= (outstanding (c-make v)) (= (c-phase v) setup))
       (= (outstanding (c-close v)) (= (c-phase v) call-closing))
       (= (outstanding (m-make v)) (= (m-phase v) setup))
       (= (outstanding (m-close v)) (= (m-phase v) call-closing))
       (=> (= (m-phase v) setup) (= (c-phase v) setup))
       (=> (= (m-phase v) call-closing)
           (and (= (c-phase v) call-closing) (not (= (close-forward v) relay-due))))
       (=> (= (c-close v) pended) (= (close-forward v) no-relay))
       (=> (= (c-phase v) in-call) (= (m-phase v) in-call))
       (=> (= (c-phase v) no-call) (or (= (m-phase v) phase-unseen) (= (m-phase v) no-call)))))
(define-fun inv-vc-closed ((v Vc) (c Bool) (l Medium)) Bool
  (=> (m-closed v) (= (activation v) inactive)))
(define-fun inv-vc-told ((v Vc) (c Bool) (l Medium)) Bool
  (and (=> (= (inclose v) told-owed) (= (c-phase v) in-call))
       (=> (= (close-indication v) relay-due)
           (and (has-call (c-phase v)) (has-call (m-phase v))))))
(define-fun inv-vc-deleted ((v Vc) (c Bool) (l Medium)) Bool
  (=> (or (deleting v) (deleted v)) (= (c-phase v) no-call)))

; ----------------------------------------------------------------------------------- parties

(define-fun inv-party-known ((v Vc) (p Party)) Bool
  (and (not (= (c-life p) unseen)) (not (= (c-life p) unsure)) (not (= (m-life p) unsure))
       (not (= (c-phase v) phase-unseen)) (not (= (m-phase v) phase-unseen))))
; The client's view and the call manager's.
(define-fun inv-party-lives ((v Vc) (p Party)) Bool
  (and (=> (= (c-life p) adding) (or (never-came (m-life p)) (= (m-life p) up)))
       (=> (= (c-life p) up) (= (m-life p) up))
       (=> (= (c-life p) dropping)
           (or (= (m-life p) up) (= (m-life p) dropping) (= (m-life p) gone)))
       (=> (= (c-life p) closing)
           (or (= (m-life p) up) (= (m-life p) closing) (= (m-life p) closed)))
       (=> (= (c-life p) gone) (or (drop-is-over p) (= (m-life p) closed)))
       (=> (= (c-life p) closed) (= (m-life p) closed))
       (=> (= (c-life p) failed) (or (= (m-life p) failed) (= (m-life p) unseen)))))
; Where the call stands, no party is elsewhere.
(define-fun inv-party-phase ((v Vc) (p Party)) Bool
  (and (=> (= (c-phase v) setup)
           (or (off-the-call (c-life p)) (and (= (c-life p) adding) (by-make p))))
       (=> (= (c-phase v) call-closing) (or (off-the-call (c-life p)) (= (c-life p) closing)))
       (=> (= (c-phase v) no-call) (off-the-call (c-life p)))))
(define-fun inv-party-add ((v Vc) (p Party)) Bool
  (and (= (outstanding (c-add p)) (= (c-life p) adding))
       (= (outstanding (m-add p)) (= (m-life p) adding))
       (=> (= (m-life p) adding) (= (c-life p) adding))
       (=> (not (= (m-life p) unseen)) (not (= (add-forward p) relay-due)))
       (=> (by-make p) (= (add-forward p) no-relay))
       (=> (and (= (c-life p) adding) (by-make p))
           (and (outstanding (c-make v)) (= (c-make v) (c-add p))))
       (=> (and (= (m-life p) adding) (by-make p))
           (and (outstanding (m-make v)) (= (m-make v) (m-add p))))))
(define-fun inv-party-drop ((v Vc) (p Party)) Bool
  (and (= (outstanding (c-drop p)) (= (c-life p) dropping))
       (=> (= (c-drop p) pended) (= (drop-forward p) no-relay))
       (=> (outstanding (m-drop p))
           (and (= (m-life p) dropping) (not (m-ending p)) (= (c-life p) dropping)))
       (=> (= (m-life p) dropping) (or (outstanding (m-drop p)) (m-ending p)))
       (=> (m-ending p)
           (and (or (= (m-drop p) idle) (= (m-drop p) answered))
                (or (drop-is-over p) (= (m-life p) closed))
                (or (= (c-life p) dropping) (= (c-life p) gone))))
       (=> (or (= (m-life p) dropping) (= (m-life p) gone) (m-ending p))
           (not (= (drop-forward p) relay-due)))))
(define-fun inv-party-close ((v Vc) (p Party)) Bool
  (and (=> (= (m-life p) closing) (and (= (c-life p) closing) (outstanding (m-close v))))
       (=> (= (c-life p) closing)
           (and (= (c-phase v) call-closing)
                (=> (= (m-life p) closed) (= (m-phase v) no-call))
                (=> (= (m-life p) up) (= (m-phase v) in-call))))))
(define-fun inv-party-told ((v Vc) (p Party)) Bool
  (=> (not (m-told p)) (and (= (indication p) no-relay) (= (told p) untold))))
; What the handlers' returns left behind.
(define-fun inv-party-settled ((v Vc) (p Party)) Bool
  (and (=> (= (m-add p) settled-badly) (= (m-life p) failed))
       (=> (= (m-add p) settled-well)
           (not (or (= (m-life p) failed) (= (m-life p) unseen))))
       (=> (= (m-drop p) settled-well) (= (m-life p) gone))
       (=> (= (m-drop p) settled-badly)
           (or (= (m-life p) up) (= (m-life p) closing) (= (m-life p) closed)))
       (=> (never-came (m-life p)) (and (= (m-drop p) idle) (not (m-told p))))
       (=> (= (m-life p) unseen) (= (m-add p) idle))))

(define-fun inv-pair-closing ((p Party) (q Party)) Bool
  (not (and (= (c-life p) closing) (= (c-life q) closing))))
(define-fun inv-pair-making ((p Party) (q Party)) Bool
  (not (and (= (c-life p) adding) (by-make p) (= (c-life q) adding) (by-make q))))

; While a party is being dropped and no other one is surely connected, that was noted: so
; a drop that fails does so for a reason.
(define-fun inv-crowd-deserted ((v Vc) (p Party) (o Census)) Bool
  (=> (and (= (c-life p) dropping) (= (others-steady o) none)) (deserted v)))

; -------------------------------------------------------------------------------- open calls

; Inside a call to NDIS only what it causes is called: the handler, or once that succeeded
; the completion.
(define-fun inv-nested-caused ((outer Open) (inner Open)) Bool
  (or (caused-by (of inner) (of outer))
      (and (= (of outer) NdisClMakeCall) (= (of inner) ProtocolClMakeCallComplete))
      (and (= (of outer) NdisClAddParty) (= (of inner) ProtocolClAddPartyComplete))
      (and (= (of outer) NdisClDropParty) (= (of inner) ProtocolClDropPartyComplete))
      (and (= (of outer) NdisClCloseCall) (= (of inner) ProtocolClCloseCallComplete))))
(define-fun inv-nested-handled ((outer Open) (inner Open)) Bool
  (=> (is-request (of outer))
      (= (within outer) (ite (is-client-callback (of inner)) success unlogged))))
(define-fun inv-nested-data ((outer Open) (inner Open)) Bool
  (=> (and (gives-data (of inner)) (caused-by (of inner) (of outer)))
      (= (gave outer) (gave inner))))

; What NDIS has yet to pass on was not replaced by a newer call.
(define-fun inv-call-fresh ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (is-fresh f) (not (is-drivers (of f)))) (not (stale f))))
(define-fun inv-call-of-known ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (not (concerns-vc-only (of f)))
      (and (not (= (c-life p) unseen)) (not (= (m-phase v) phase-unseen)))))
; Data that the medium does not carry is refused, and no other is.
(define-fun inv-call-data ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (and (=> (or (= (of f) NdisClDropParty) (= (of f) NdisClCloseCall))
           (not (= (within f)
                   (ite (and (= (gave f) data-present) (not c)) success invalid-data))))
       (=> (is-indication (of f)) (=> (= (gave f) data-present) c))))

(define-fun inv-call-create ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (and (=> (or (= (of f) NdisCoCreateVc) (= (of f) ProtocolCoCreateVc))
           (not (= (c-phase v) phase-unseen)))
       (=> (and (= (of f) NdisCoCreateVc) (is-fresh f)) (= (m-phase v) phase-unseen))))
(define-fun inv-calls-create ((f Open) (g Open)) Bool
  (not (and (= (of f) NdisCoCreateVc) (= (of g) NdisCoCreateVc))))
(define-fun inv-call-delete ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (or (= (of f) NdisCoDeleteVc) (= (of f) ProtocolCoDeleteVc))
      (and (or (deleting v) (deleted v))
           (or (= (within f) unlogged) (= (within f) success)))))

; The make: the client's request before and after it is passed on, the call manager's
; handler, and its completion. Likewise the add, the drop and the close.
(define-fun inv-call-make ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (= (of f) NdisClMakeCall) (is-fresh f))
      (and (not (stale f)) (by-make p) (= (c-make v) entered) (= (c-add p) entered)
           (= (m-phase v) no-call) (= (m-life p) unseen))))
(define-fun inv-call-make-handled ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (newest f NdisClMakeCall) (not (is-fresh f)))
      (and (by-make p) (under-way (c-make v)) (= (c-make v) (c-add p))
           (handled f (c-make v) (m-make v)) (handled f (c-add p) (m-add p))
           (=> (= (m-make v) settled-badly) (= (m-phase v) no-call))
           (=> (and (= (c-make v) entered) (= (m-make v) settled-well))
               (= (m-phase v) in-call)))))
(define-fun inv-call-make-handler ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f ProtocolCmMakeCall)
      (and (by-make p) (= (m-make v) (m-add p))
           (ite (= (m-make v) entered) (and (under-way (c-make v)) (under-way (c-add p)))
             (and (= (m-make v) answered) (not (never-came (m-life p)))
                  (=> (and (= (c-make v) entered) (= (c-life p) adding))
                      (= (m-phase v) in-call)))))))
(define-fun inv-call-make-done ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f NdisCmMakeCallComplete)
      (and (by-make p) (= (add-delivery p) (ite (is-fresh f) relay-due relay-done))
           (=> (is-fresh f)
               (and (outstanding (c-make v)) (outstanding (c-add p))
                    (or (= (m-make v) idle) (= (m-make v) answered))
                    (or (= (m-add p) idle) (= (m-add p) answered))
                    (not (= (with f) unlogged)) (not (= (with f) pending))
                    (= (m-life p) (ite (= (with f) success) up failed))
                    (= (m-phase v) (ite (= (with f) success) in-call no-call)))))))

(define-fun inv-call-add ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (= (of f) NdisClAddParty) (is-fresh f))
      (and (not (stale f)) (not (by-make p)) (= (c-add p) entered) (= (m-life p) unseen)
           (= (add-forward p) relay-due))))
(define-fun inv-call-add-handled ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (newest f NdisClAddParty) (not (is-fresh f)))
      (and (not (by-make p)) (= (add-forward p) relay-done) (under-way (c-add p))
           (handled f (c-add p) (m-add p)))))
(define-fun inv-call-add-handler ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (= (of f) ProtocolCmAddParty)
      (and (not (stale f)) (not (by-make p)) (= (add-forward p) relay-done)
           (under-way (m-add p)) (under-way (c-add p))
           (=> (= (m-add p) answered) (not (never-came (m-life p)))))))
(define-fun inv-call-add-done ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f NdisCmAddPartyComplete)
      (and (not (by-make p)) (= (add-delivery p) (ite (is-fresh f) relay-due relay-done))
           (=> (is-fresh f)
               (and (outstanding (c-add p)) (not (= (add-forward p) relay-due))
                    (or (= (m-add p) idle) (and (= (m-add p) answered) (= (with f) success)))
                    (not (= (with f) unlogged)) (not (= (with f) pending))
                    (= (m-life p) (ite (= (with f) success) up failed)))))))

(define-fun inv-call-drop ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (= (of f) NdisClDropParty) (is-fresh f))
      (and (not (stale f)) (= (c-drop p) entered) (= (m-life p) up)
           (= (drop-forward p) relay-due))))
(define-fun inv-call-drop-handled ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (newest f NdisClDropParty) (not (is-fresh f)))
      (and (= (drop-forward p) relay-done) (under-way (c-drop p))
           (handled f (c-drop p) (m-drop p))
           (=> (and (= (c-drop p) entered) (= (within f) failure)) (deserted v)))))
(define-fun inv-call-drop-handler ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (= (of f) ProtocolCmDropParty)
      (and (not (stale f)) (= (drop-forward p) relay-done) (under-way (m-drop p))
           (under-way (c-drop p))
           (=> (= (m-drop p) answered)
               (and c (or (drop-is-over p) (= (m-life p) closed)))))))
(define-fun inv-call-drop-done ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f NdisCmDropPartyComplete)
      (and (= (drop-delivery p) (ite (is-fresh f) relay-due relay-done))
           (=> (is-fresh f)
               (and (outstanding (c-drop p))
                    (ite (= (c-drop p) pended) (= (drop-forward p) no-relay)
                      (not (= (drop-forward p) relay-due)))
                    (or (= (m-drop p) idle) (and (= (m-drop p) answered) (= (with f) success)))
                    (ite (= (with f) success) (drop-is-over p)
                      (and (= (with f) failure) (= (m-life p) up) (deserted v))))))))
(define-fun inv-call-told ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f NdisCmDispatchIncomingDropParty)
      (and (m-told p)
           (ite (is-fresh f)
             (and (not (= (indication p) relay-done)) (= (told p) untold)
                  (not (= (c-life p) gone)) (not (= (c-life p) closed))
                  (not (drop-is-over p)) (not (= (m-life p) closed)))
             (not (= (indication p) relay-due))))))

(define-fun inv-call-close ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (= (of f) NdisClCloseCall) (is-fresh f))
      (and (not (stale f)) (= (c-close v) entered) (= (c-life p) closing)
           (= (m-phase v) in-call) (= (m-life p) up) (= (close-forward v) relay-due))))
(define-fun inv-call-close-handled ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (and (newest f NdisClCloseCall) (not (is-fresh f)))
      (and (= (close-forward v) relay-done) (under-way (c-close v))
           (handled f (c-close v) (m-close v))
           (=> (= (c-close v) entered)
               (and (= (c-life p) closing)
                    (=> (= (m-close v) settled-well)
                        (and (= (m-phase v) no-call) (= (m-life p) closed)))
                    (=> (= (m-close v) settled-badly)
                        (and (= (m-phase v) in-call) (= (m-life p) up))))))))
(define-fun inv-call-close-handler ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f ProtocolCmCloseCall)
      (ite (= (m-close v) entered)
        (and (= (close-forward v) relay-done) (under-way (c-close v)) (= (m-life p) closing))
        (and (= (m-close v) answered) c (= (m-life p) closed) (not (m-ending p))))))
(define-fun inv-call-close-done ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f NdisCmCloseCallComplete)
      (and (= (close-delivery v) (ite (is-fresh f) relay-due relay-done))
           (=> (is-fresh f)
               (and (outstanding (c-close v)) (= (c-life p) closing)
                    (not (= (close-forward v) relay-due))
                    (or (= (m-close v) idle)
                        (and (= (m-close v) answered) (= (with f) success)))
                    (ite (= (with f) success)
                      (and (= (m-phase v) no-call) (= (m-life p) closed))
                      (and (= (with f) failure) (= (m-phase v) in-call) (= (m-life p) up))))))))
(define-fun inv-call-close-told ((v Vc) (p Party) (f Open) (c Bool)) Bool
  (=> (newest f NdisCmDispatchIncomingCloseCall)
      (ite (is-fresh f)
        (and (= (close-indication v) relay-due) (has-call (c-phase v)) (has-call (m-phase v)))
        (not (= (close-indication v) relay-due)))))
