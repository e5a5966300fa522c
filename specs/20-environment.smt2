; The stage: threads on which client, call manager and NDIS call one another, and what each
; of them may do next. For exploration only; no rule looks at any of this.
;
; Calls nest on a thread. Two kinds of thread exist: the client's own, on which it begins
; its requests, and the call manager's own, on which the network reaches it: it completes
; what it pended there and reports parties that left. Whatever else happens is called from
; one of these, so every documented nesting and crossing comes about by itself.
;
; An Act is what an actor chooses; the Scene is what the thread it acts on looks like; the
; Event that a recording of both drivers would show follows from the two (event-of). Three
; actors choose: the client (21-client.smt2), the call manager with the network behind it
; (22-manager.smt2), and NDIS (below). X-can says what is possible for anybody in that
; place, right or wrong; X-may what one does who keeps to the documents. A driver's
; behaviour replaces X-may and is held to X-can.

(declare-datatypes ((Act 0)) (((act
  (calls Function) (side Edge)
  (saying Status)            ; the status it passes or returns; unlogged: there is none
  (giving Data)))))          ; close data; of a return, data-unlogged

(declare-datatypes ((Thread 0)) (((client-thread) (manager-thread))))
(declare-datatypes ((Manager 0)) (((stand-alone) (integrated))))
; A driver's own variable, for one that behaves differently as time goes on.
(declare-datatypes ((Mark 0)) (((unmarked) (mark-1) (mark-2) (mark-3))))

(declare-datatypes ((Scene 0)) (((scene
  (thread Thread)
  (busy Bool)                ; a call is open on the thread
  (top Function)             ; the innermost of them, and what it was entered with
  (top-status Status) (top-data Data)
  (caller Function)          ; the one around it
  (mine Bool)                ; the innermost is about the same party, or like the act of none
  (inner Status)             ; how the last call made inside it returned; unlogged: none was
  (replaced Bool)            ; a newer call of its kind was entered: its return says nothing
  (callbacks Amount)         ; callbacks of the client open on the thread
  (elsewhere Bool)           ; a call is open on another thread
  (innermost Inside) (innermost-about About)  ; the innermost callback; about same: this party
  (around Inside) (around-about About)        ; likewise, around the innermost call
  (learned Medium)           ; what the recording says of the medium so far
  (carries Bool)             ; what is true of it
  (manager Manager)
  (thorough Bool)            ; see below
  (client-mark Mark) (client-party-mark Mark)      ; the client's own, of VC and party
  (manager-mark Mark) (manager-party-mark Mark))))); the call manager's

; Some freedoms multiply the states and hardly touch the parties: that the VC is switched on
; or off later, that a close or an indication carries data, that the client adds parties or
; makes another call from inside a callback. They are explored where asked for (thorough).

(define-fun starts ((a Act) (f Function)) Bool (and (= (calls a) f) (= (side a) enter)))
(define-fun stops ((a Act) (f Function)) Bool
  (and (= (calls a) f) (= (side a) return) (= (giving a) data-unlogged)))
(define-fun plain ((a Act)) Bool (and (= (saying a) unlogged) (= (giving a) data-unlogged)))
(define-fun in-call-of ((s Scene) (f Function)) Bool (and (busy s) (= (top s) f)))

; ---------------------------------------------------------------------- whom an act concerns

; A new party comes with it.
(define-fun brings-party ((a Act)) Bool
  (or (starts a NdisClMakeCall) (starts a NdisClAddParty)))
; It concerns the VC, and no party.
(define-fun concerns-vc ((a Act)) Bool
  (or (= (calls a) NdisCoCreateVc) (= (calls a) ProtocolCoCreateVc)
      (= (calls a) NdisCoDeleteVc) (= (calls a) ProtocolCoDeleteVc)
      (= (calls a) NdisCmActivateVc) (= (calls a) ProtocolCmActivateVcComplete)
      (= (calls a) NdisCmDeactivateVc) (= (calls a) ProtocolCmDeactivateVcComplete)
      (= (calls a) NdisCmDispatchIncomingCloseCall) (= (calls a) ProtocolClIncomingCloseCall)
      (= (calls a) NdisCoSendNetBufferLists)
      (= (calls a) ProtocolCoSendNetBufferListsComplete)))

; ---------------------------------------------------------------------- what a recording shows

(define-fun is-client-callback ((f Function)) Bool
  (or (= f ProtocolClMakeCallComplete) (= f ProtocolClAddPartyComplete)
      (= f ProtocolClDropPartyComplete) (= f ProtocolClCloseCallComplete)
      (= f ProtocolClIncomingDropParty) (= f ProtocolClIncomingCloseCall)
      (= f ProtocolCoSendNetBufferListsComplete)))
(define-fun is-manager-callback ((f Function)) Bool
  (or (= f ProtocolCoCreateVc) (= f ProtocolCoDeleteVc) (= f ProtocolCmMakeCall)
      (= f ProtocolCmAddParty) (= f ProtocolCmDropParty) (= f ProtocolCmCloseCall)
      (= f ProtocolCmActivateVcComplete) (= f ProtocolCmDeactivateVcComplete)))
(define-fun is-request ((f Function)) Bool
  (or (= f NdisCoCreateVc) (= f NdisCoDeleteVc) (= f NdisClMakeCall) (= f NdisClAddParty)
      (= f NdisClDropParty) (= f NdisClCloseCall) (= f NdisCoSendNetBufferLists)))
(define-fun is-client-side ((f Function)) Bool (or (is-request f) (is-client-callback f)))
; NDIS calls f because, on the same thread, g was called.
(define-fun caused-by ((f Function) (g Function)) Bool
  (or (and (= f ProtocolCoCreateVc) (= g NdisCoCreateVc))
      (and (= f ProtocolCoDeleteVc) (= g NdisCoDeleteVc))
      (and (= f ProtocolCmMakeCall) (= g NdisClMakeCall))
      (and (= f ProtocolCmAddParty) (= g NdisClAddParty))
      (and (= f ProtocolCmDropParty) (= g NdisClDropParty))
      (and (= f ProtocolCmCloseCall) (= g NdisClCloseCall))
      (and (= f ProtocolClMakeCallComplete) (= g NdisCmMakeCallComplete))
      (and (= f ProtocolClAddPartyComplete) (= g NdisCmAddPartyComplete))
      (and (= f ProtocolClDropPartyComplete) (= g NdisCmDropPartyComplete))
      (and (= f ProtocolClCloseCallComplete) (= g NdisCmCloseCallComplete))
      (and (= f ProtocolClIncomingDropParty) (= g NdisCmDispatchIncomingDropParty))
      (and (= f ProtocolClIncomingCloseCall) (= g NdisCmDispatchIncomingCloseCall))))

(define-fun gives-data ((f Function)) Bool
  (or (= f NdisClDropParty) (= f NdisClCloseCall) (= f ProtocolCmDropParty)
      (= f ProtocolCmCloseCall) (= f NdisCmDispatchIncomingDropParty)
      (= f ProtocolClIncomingDropParty) (= f NdisCmDispatchIncomingCloseCall)
      (= f ProtocolClIncomingCloseCall)))
(define-fun seen-nested ((s Scene) (a Act)) Bool
  (ite (= (side a) enter) (and (busy s) (caused-by (calls a) (top s)))
    (caused-by (calls a) (caller s))))
(define-fun seen-data ((s Scene) (a Act)) Data (ite (= (side a) enter) (giving a) (top-data s)))
(define-fun seen-vc ((s Scene) (a Act)) Name
  (ite (seen-nested s a) named
    (ite (or (= (calls a) NdisClDropParty) (= (calls a) NdisCmAddPartyComplete)
             (= (calls a) NdisCmDropPartyComplete) (= (calls a) NdisCmDispatchIncomingDropParty)
             (= (calls a) ProtocolClAddPartyComplete) (= (calls a) ProtocolClDropPartyComplete))
      unnamed named)))
(define-fun seen-handle ((a Act)) Name
  (ite (or (= (calls a) NdisClDropParty) (= (calls a) NdisClCloseCall)
           (= (calls a) ProtocolCmMakeCall) (= (calls a) ProtocolCmAddParty)
           (= (calls a) NdisCmMakeCallComplete) (= (calls a) NdisCmAddPartyComplete)
           (= (calls a) NdisCmDropPartyComplete) (= (calls a) NdisCmCloseCallComplete)
           (= (calls a) NdisCmDispatchIncomingDropParty))
    named unnamed))
(define-fun seen-context ((s Scene) (a Act)) Name
  (ite (or (= (calls a) NdisClMakeCall) (= (calls a) NdisClAddParty)
           (= (calls a) ProtocolClMakeCallComplete) (= (calls a) ProtocolClAddPartyComplete)
           (= (calls a) ProtocolClDropPartyComplete) (= (calls a) ProtocolClCloseCallComplete)
           (= (calls a) ProtocolClIncomingDropParty) (= (calls a) ProtocolCmDropParty)
           (= (calls a) ProtocolCmCloseCall))
    named
  (ite (or (= (calls a) NdisCmMakeCallComplete) (= (calls a) NdisCmAddPartyComplete))
    (ite (= (ite (= (side a) enter) (saying a) (top-status s)) success) named null)
  (ite (and (or (= (calls a) ProtocolCmMakeCall) (= (calls a) ProtocolCmAddParty))
            (= (side a) return) (or (= (saying a) success) (= (saying a) pending)))
    named unnamed))))

(define-fun event-of ((s Scene) (a Act)) Event
  (event (calls a) (side a)
    (ite (is-client-side (calls a)) client
      (ite (= (manager s) integrated) mcm call-manager))
    (ite (and (= (manager s) integrated) (not (is-client-side (calls a)))
              (not (is-manager-callback (calls a)))) NdisMCm NdisCm)
    (saying a)
    (seen-data s a)
    (ite (= (seen-data s a) data-unlogged) size-unlogged
      (ite (= (seen-data s a) data-absent) size-zero size-nonzero))
    (ite (= (side a) enter) irql-allowed irql-unlogged)
    (learned s)
    (seen-vc s a) (seen-handle a) (seen-context s a)
    (ite (and (seen-nested s a) (gives-data (calls a))) echo-same no-echo)
    (ite (and (seen-nested s a) (= (side a) enter) (is-client-callback (calls a)))
      echo-same no-echo)
    (ite (= (side a) enter) (innermost s) (around s))
    (ite (concerns-vc a) about-none
      (ite (= (side a) enter) (innermost-about s) (around-about s)))
    (seen-nested s a) true true false alive-none))

; Whether the medium carries close data shows when some is given and accepted, or refused.
(define-fun learned-after ((s Scene) (a Act)) Medium
  (ite (and (= (learned s) medium-unknown) (= (side a) return) (= (top-data s) data-present)
            (or (= (calls a) NdisClDropParty) (= (calls a) NdisClCloseCall)
                (= (calls a) ProtocolCmDropParty) (= (calls a) ProtocolCmCloseCall)))
    (ite (= (saying a) success) medium-carries
      (ite (= (saying a) invalid-data) medium-refuses (learned s)))
    (learned s)))

; A run may end here: nothing is left of the VC.
(define-fun run-may-end ((v Vc)) Bool (deleted v))

; --------------------------------------------------------------------------------------- NDIS

; A request of the client: NDIS asks the call manager,
(define-fun forwards ((s Scene) (a Act) (request Function) (handler Function)) Bool
  (and (in-call-of s request) (= (inner s) unlogged) (starts a handler)
       (= (saying a) unlogged) (= (giving a) (top-data s))))
; hands back what it returned, or PENDING once the completion was called (D11, D20), be it
; so long ago that the state is of another call by now;
(define-fun hands-back ((s Scene) (a Act) (request Function) (c Call)) Bool
  (and (in-call-of s request) (stops a request) (not (= (inner s) unlogged))
       (= (saying a) (ite (or (replaced s) (= c answered)) pending (inner s)))))
; or, where the call manager succeeded at once, calls the completion and then returns
; PENDING (the second shape of D11).
(define-fun calls-back ((s Scene) (a Act) (request Function) (callback Function) (c Call)) Bool
  (and (in-call-of s request) (not (replaced s)) (starts a callback)
       (= c entered) (= (inner s) success)
       (= (saying a) success) (= (giving a) data-unlogged)))
; A completion or indication of the call manager: NDIS calls the client, then returns.
(define-fun passes-on ((s Scene) (a Act) (outer Function) (callback Function)) Bool
  (and (in-call-of s outer) (= (inner s) unlogged) (starts a callback)
       (= (saying a) (top-status s)) (= (giving a) (top-data s))))
(define-fun comes-back ((s Scene) (a Act) (outer Function)) Bool
  (and (in-call-of s outer) (stops a outer) (not (= (inner s) unlogged))
       (= (saying a) unlogged)))

(define-fun ndis-requests ((v Vc) (p Party) (s Scene) (a Act)) Bool
  (or (forwards s a NdisCoCreateVc ProtocolCoCreateVc)
      (forwards s a NdisCoDeleteVc ProtocolCoDeleteVc)
      (forwards s a NdisClMakeCall ProtocolCmMakeCall)
      (forwards s a NdisClAddParty ProtocolCmAddParty)
      (forwards s a NdisClDropParty ProtocolCmDropParty)
      (forwards s a NdisClCloseCall ProtocolCmCloseCall)
      (hands-back s a NdisCoCreateVc entered)
      (hands-back s a NdisCoDeleteVc entered)
      (hands-back s a NdisClMakeCall (c-make v))
      (hands-back s a NdisClAddParty (c-add p))
      (hands-back s a NdisClDropParty (c-drop p))
      (hands-back s a NdisClCloseCall (c-close v))
      ; An add may fail without the call manager being asked.
      (and (in-call-of s NdisClAddParty) (= (inner s) unlogged) (stops a NdisClAddParty)
           (= (saying a) resources))
      (calls-back s a NdisClMakeCall ProtocolClMakeCallComplete (c-make v))
      (calls-back s a NdisClAddParty ProtocolClAddPartyComplete (c-add p))
      (calls-back s a NdisClDropParty ProtocolClDropPartyComplete (c-drop p))
      (calls-back s a NdisClCloseCall ProtocolClCloseCallComplete (c-close v))))

(define-fun ndis-completions ((s Scene) (a Act)) Bool
  (or (passes-on s a NdisCmMakeCallComplete ProtocolClMakeCallComplete)
      (passes-on s a NdisCmAddPartyComplete ProtocolClAddPartyComplete)
      (passes-on s a NdisCmDropPartyComplete ProtocolClDropPartyComplete)
      (passes-on s a NdisCmCloseCallComplete ProtocolClCloseCallComplete)
      (passes-on s a NdisCmDispatchIncomingDropParty ProtocolClIncomingDropParty)
      (passes-on s a NdisCmDispatchIncomingCloseCall ProtocolClIncomingCloseCall)
      (comes-back s a NdisCmMakeCallComplete) (comes-back s a NdisCmAddPartyComplete)
      (comes-back s a NdisCmDropPartyComplete) (comes-back s a NdisCmCloseCallComplete)
      (comes-back s a NdisCmDispatchIncomingDropParty)
      (comes-back s a NdisCmDispatchIncomingCloseCall)))

; NDIS and the miniport switch the VC on and off, at once or later. An integrated call
; manager is the miniport itself: nothing pends.
(define-fun may-switch-later ((s Scene)) Bool
  (and (thorough s) (= (manager s) stand-alone)))
(define-fun switches ((s Scene) (a Act) (f Function) (done Function) (under-way Bool)) Bool
  (or (and (in-call-of s f) (stops a f)
           (or (and under-way (= (saying a) success))
               (and (may-switch-later s) (= (saying a) pending))))
      (and (not (busy s)) (= (thread s) manager-thread) (may-switch-later s)
           under-way (starts a done) (= (saying a) success) (= (giving a) data-unlogged))))
(define-fun ndis-switches ((v Vc) (s Scene) (a Act)) Bool
  (or (switches s a NdisCmActivateVc ProtocolCmActivateVcComplete (= (activation v) activating))
      (switches s a NdisCmDeactivateVc ProtocolCmDeactivateVcComplete
        (= (activation v) deactivating))))

(define-fun ndis-may ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool
  (and (or (not (busy s)) (mine s) (concerns-vc a))
       (or (ndis-requests v p s a) (ndis-completions s a) (ndis-switches v s a))))
