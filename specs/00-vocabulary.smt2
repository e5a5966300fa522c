; The words: what can be said about one event, and nothing about what is allowed.
;
; An event is one entry or return of a documented function, as the recording shows it, with
; every value brought down to the few cases that rules tell apart. `unlogged` and `unknown`
; are values of their own: a rule that needs the value does not apply without it, so what
; the recording does not say is never held against anybody.

; The documented functions and callbacks. NdisMCmXxx is NdisCmXxx with spelling `NdisMCm`;
; NdisMCmCreateVc and NdisMCmDeleteVc are NdisCoCreateVc and NdisCoDeleteVc so spelled.
; The lower-case names are no calls: the checker derives them from what was logged.
(declare-datatypes ((Function 0)) ((
  (NdisCoCreateVc) (NdisCoDeleteVc) (NdisClMakeCall) (NdisClAddParty) (NdisClDropParty)
  (NdisClCloseCall) (NdisClModifyCallQoS) (NdisClIncomingCallComplete)
  (NdisClCloseAddressFamily) (NdisClNotifyCloseAddressFamilyComplete)
  (NdisCoSendNetBufferLists) (NdisCoOidRequest)
  (ProtocolClMakeCallComplete) (ProtocolClAddPartyComplete) (ProtocolClDropPartyComplete)
  (ProtocolClCloseCallComplete) (ProtocolClIncomingDropParty) (ProtocolClIncomingCloseCall)
  (ProtocolClIncomingCall) (ProtocolClCallConnected) (ProtocolClNotifyCloseAf)
  (ProtocolClCloseAfComplete) (ProtocolClIncomingCallQoSChange)
  (ProtocolClModifyCallQoSComplete)
  (ProtocolCoCreateVc) (ProtocolCoDeleteVc) (ProtocolCoSendNetBufferListsComplete)
  (ProtocolCoReceiveNetBufferLists) (ProtocolBindAdapterEx)
  (ProtocolCmMakeCall) (ProtocolCmAddParty) (ProtocolCmDropParty) (ProtocolCmCloseCall)
  (ProtocolCmModifyCallQoS) (ProtocolCmIncomingCallComplete) (ProtocolCmActivateVcComplete)
  (ProtocolCmDeactivateVcComplete) (ProtocolCmCloseAf) (ProtocolCmNotifyCloseAfComplete)
  (NdisCmActivateVc) (NdisCmDeactivateVc) (NdisCmMakeCallComplete) (NdisCmAddPartyComplete)
  (NdisCmDropPartyComplete) (NdisCmCloseCallComplete) (NdisCmModifyCallQoSComplete)
  (NdisCmDispatchIncomingDropParty) (NdisCmDispatchIncomingCloseCall)
  (NdisCmDispatchIncomingCall) (NdisCmDispatchCallConnected)
  (NdisCmDispatchIncomingCallQoSChange) (NdisCmNotifyCloseAddressFamily)
  (NdisCmCloseAddressFamilyComplete)
  (MiniportCoCreateVc) (MiniportCoActivateVc) (MiniportCoDeactivateVc) (MiniportCoDeleteVc)
  (MiniportCoSendNetBufferLists) (NdisMCoActivateVcComplete) (NdisMCoDeactivateVcComplete)
  (rundown)                 ; the recording began while this VC or party was alive
  (context-reused)          ; a new party is given this party's ProtocolPartyContext
  (manager-context-reused)  ; a new party is given this party's CallMgrPartyContext
  (vc-context-reused)       ; a new VC is given this VC's ProtocolVcContext
  (obscured)                ; a name came up that nobody is known to bear: it may be its own
  (call-closed)             ; the call of this party or VC was closed with success
  (vc-deleted)              ; the VC was deleted with success
  (recording-ends))))       ; end of the recording

(declare-datatypes ((Edge 0)) (((enter) (return))))

; Who logged the event: the driver's role.
(declare-datatypes ((Role 0)) (((role-unknown) (client) (call-manager) (mcm))))
(declare-datatypes ((Spelling 0)) (((NdisCm) (NdisMCm))))

; The status argument on entry, the returned status on return.
(declare-datatypes ((Status 0)) (((unlogged) (success) (pending) (failure) (invalid-data)
  (resources) (not-supported) (not-accepted) (closing-status) (other-status))))

; Close data (Buffer or CloseData) and its length. A return repeats what its entry gave.
(declare-datatypes ((Data 0)) (((data-unlogged) (data-absent) (data-present))))
(declare-datatypes ((Size 0)) (((size-unlogged) (size-zero) (size-nonzero))))

(declare-datatypes ((Irql 0)) (((irql-unlogged) (irql-allowed) (irql-too-high))))

; Does the medium carry data at close? Configured, logged by TraceBegin, or learned.
(declare-datatypes ((Medium 0)) (((medium-unknown) (medium-carries) (medium-refuses))))

; How an argument names its VC or party.
;   unnamed    not logged, or the function has no such argument
;   null       NULL was passed
;   named      it resolves to the VC or party at hand
;   differs    the enclosing call is about this one, but the argument names another
;   foreign    a party handle of another VC
;   never      the recording is whole and NDIS never handed this value out
;   misused    a party handle where a VC handle belongs
;   unresolved none of this is known
(declare-datatypes ((Name 0)) (((unnamed) (null) (named) (differs) (foreign) (never)
  (misused) (unresolved))))

; A callback or forwarded request compared with the call that caused it on the same thread.
(declare-datatypes ((Echo 0)) (((no-echo) (echo-same) (echo-differs))))

; The innermost callback of a driver that encloses the event on its thread.
(declare-datatypes ((Inside 0)) (((inside-none) (inside-incoming-drop)
  (inside-incoming-close) (inside-drop-complete) (inside-add-complete)
  (inside-make-complete) (inside-close-complete) (inside-manager) (inside-receive)
  (inside-bind) (inside-other))))
; Whether that callback, or the NDIS call right around the event, is about the same party.
(declare-datatypes ((About 0)) (((about-none) (about-same) (about-other))))

; State field of a Rundown record.
(declare-datatypes ((Alive 0)) (((alive-none) (alive-adding) (alive-up) (alive-dropping)
  (alive-told) (alive-idle) (alive-setup) (alive-closing))))

(declare-datatypes ((Event 0)) (((event
  (function Function) (edge Edge) (role Role) (spelling Spelling) (status Status)
  (data Data) (size Size) (irql Irql) (medium Medium)
  (vc-name Name)             ; the VC handle or VC context
  (handle Name)              ; the party handle
  (context Name)             ; the party context
  (data-echo Echo) (status-echo Echo)
  (inside Inside) (about About)
  (nested Bool)              ; inside the NDIS call that causes it, both logged
  (returns-logged Bool)      ; the driver's recording shows returns at all
  (client-recorded Bool)     ; a client's events are in the recording
  (receives-logged Bool)     ; the driver logs ProtocolCoReceiveNetBufferLists
  (alive Alive)))))

(define-fun enters ((e Event) (f Function)) Bool (and (= (function e) f) (= (edge e) enter)))
(define-fun returns ((e Event) (f Function)) Bool (and (= (function e) f) (= (edge e) return)))
(define-fun succeeds ((e Event)) Bool (= (status e) success))
(define-fun pends ((e Event)) Bool (= (status e) pending))
; Ends without success: a final status, whatever its sign.
(define-fun fails ((e Event)) Bool
  (not (or (= (status e) unlogged) (= (status e) success) (= (status e) pending))))
(define-fun final ((e Event)) Bool (or (succeeds e) (fails e)))
(define-fun by-client ((e Event)) Bool (= (role e) client))
(define-fun by-manager ((e Event)) Bool (or (= (role e) call-manager) (= (role e) mcm)))
(define-fun life-ends ((e Event)) Bool
  (or (enters e call-closed) (enters e vc-deleted) (enters e recording-ends)))
