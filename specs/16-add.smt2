; Adding a party (group C7).

;; @rule add-needs-multipoint-call
;; @title Parties are added only to a multipoint call that the client made, that is up, and
;;   that is not being closed.
;; @group C7 add
;; @fault client
;; @severity error
;; @kind safety
;; @page adding-a-party-to-a-multipoint-call.md
;; @section Adding a Party to a Multipoint Call
;; @quote A client can add a party only to an existing multipoint call
;; @see nf-ndis-ndiscladdparty.md
;; @message {event} adds a party on VC {vc}, which has no multipoint call of this client
(define-fun add-needs-multipoint-call ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClAddParty)
           (or (= (vc-name e) never) (and (= (vc-name e) named) (not (uncertain (c-phase v))))))
      (and (= (vc-name e) named) (not (= (creator v) creator-manager))
           (not (= (form v) point-to-point)) (= (c-phase v) in-call))))

;; @rule add-context-ready
;; @title NdisClAddParty gets the address of a party context that is initialised and not in
;;   use.
;; @group C7 add
;; @fault client
;; @severity error
;; @kind parameter
;; @page adding-a-party-to-a-multipoint-call.md
;; @section Adding a Party to a Multipoint Call
;; @quote Before it calls NdisClAddParty, a client must allocate and initialize its context
;;   area for the party to be added.
;; @see nf-ndis-ndiscladdparty.md
;; @message {event} gets no party context, or one that another party still uses
(define-fun add-context-ready ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClAddParty) (not (= (context e) unnamed)))
      (= (context e) named)))

;; @rule add-forwarded
;; @title Inside NdisClAddParty NDIS calls ProtocolCmAddParty of the VC's call manager,
;;   once.
;; @group C7 add
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscladdparty.md
;; @section remarks
;; @quote A call to NdisClAddParty causes NDIS to forward this request to the
;;   ProtocolCmAddParty function of the call manager with which the client shares the given
;;   NdisVcHandle.
;; @reading NDIS may fail an add by itself, without the call manager.
;; @message the call manager's ProtocolCmAddParty was not called exactly once for the add of
;;   party {party}
(define-fun add-forwarded ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (returns e NdisClAddParty) (not (= (add-forward p) no-relay))
               (or (succeeds e) (pends e)))
          (and (enters e ProtocolCmAddParty) (nested e) (= (c-add p) entered)
               (not (= (add-forward p) no-relay))))
      (ite (= (edge e) return) (= (add-forward p) relay-done) (= (add-forward p) relay-due))))

;; @rule add-status-invalid-vc
;; @title An add on an invalid VC handle fails, without the call manager being asked.
;; @group C7 add
;; @fault NDIS
;; @severity error
;; @kind return
;; @page nc-ndis-protocol_cl_add_party_complete.md
;; @section NDIS_STATUS_FAILURE
;; @quote The client passed an invalid NdisVcHandle to NdisClAddParty.
;; @message {event} succeeds on a VC handle that is not valid, or reaches the call manager
(define-fun add-status-invalid-vc ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (returns e NdisClAddParty) (= (vc-name e) never) (not (= (status e) unlogged)))
          (and (enters e ProtocolCmAddParty) (nested e) (= (vc-name e) never)))
      (and (= (edge e) return) (not (succeeds e)))))

;; @rule add-cm-stores-handle
;; @title In its calls to NDIS the call manager names a party by the handle it got in
;;   ProtocolCmAddParty or ProtocolCmMakeCall.
;; @group C7 add
;; @fault CM/MCM
;; @severity error
;; @kind resource
;; @page nc-ndis-protocol_cm_add_party.md
;; @section remarks
;; @quote the call manager must store the handle specified by NdisPartyHandle for reference
;;   in future calls.
;; @message {event} names a party by a handle that NDIS never gave this call manager
(define-fun add-cm-stores-handle ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmMakeCallComplete) (enters e NdisCmAddPartyComplete)
               (enters e NdisCmDropPartyComplete) (enters e NdisCmCloseCallComplete)
               (enters e NdisCmDispatchIncomingDropParty))
           (or (= (handle e) never) (= (handle e) named)))
      (= (handle e) named)))

;; @rule add-cm-sets-context
;; @title A successful ProtocolCmAddParty has set a CallMgrPartyContext.
;; @group C7 add
;; @fault CM/MCM
;; @severity warning
;; @kind parameter
;; @page nc-ndis-protocol_cm_add_party.md
;; @section remarks
;; @quote the address of the state buffer should be set as the CallMgrPartyContext handle
;;   before returning control to NDIS.
;; @message {event} succeeds without having set a CallMgrPartyContext
(define-fun add-cm-sets-context ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmAddParty) (succeeds e) (not (= (context e) unnamed)))
      (not (= (context e) null))))

;; @rule add-cm-return-set
;; @title ProtocolCmAddParty returns NDIS_STATUS_SUCCESS, PENDING, RESOURCES or
;;   NOT_SUPPORTED.
;; @group C7 add
;; @fault CM/MCM
;; @severity warning
;; @kind return
;; @page nc-ndis-protocol_cm_add_party.md
;; @section returns
;; @quote ProtocolCmAddParty returns the status of its operation(s) as one of the following
;; @message {event} returns {status}
(define-fun add-cm-return-set ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmAddParty) (not (= (status e) unlogged)))
      (or (succeeds e) (pends e) (= (status e) resources) (= (status e) not-supported))))

;; @rule add-cm-pending-completed
;; @title After NDIS_STATUS_PENDING from ProtocolCmAddParty the call manager calls
;;   Ndis[M]CmAddPartyComplete, exactly once.
;; @group C7 add
;; @fault CM/MCM
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmaddpartycomplete.md
;; @section remarks
;; @quote the CM subsequently must call NdisCmAddPartyComplete to notify the client and NDIS
;;   that its attempt to add a party on the multipoint VC has completed
;; @reading A second completion is complete-only-if-pended.
;; @message ProtocolCmAddParty pended the add of party {party} at {because}, and
;;   Ndis[M]CmAddPartyComplete never followed
(define-fun add-cm-pending-completed ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (= (m-add p) pended) (not (by-make p)))
          (and (enters e NdisCmAddPartyComplete) (outstanding (m-add p))))
      (not (life-ends e))))

;; @rule add-complete-args
;; @title Ndis[M]CmAddPartyComplete names the handle of the pended add, and with success a
;;   CallMgrPartyContext.
;; @group C7 add
;; @fault CM/MCM
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscmaddpartycomplete.md
;; @section remarks
;; @quote If the CM sets Status to NDIS_STATUS_SUCCESS, it must supply an explicit handle
;; @message {event} does not name a pended add, or has no CallMgrPartyContext
(define-fun add-complete-args ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmAddPartyComplete)
           (or (= (handle e) null) (= (handle e) never) (= (handle e) named))
           (or (not (= (handle e) named)) (known (m-life p))))
      (and (= (handle e) named) (not (= (m-life p) failed))
           (not (and (succeeds e) (= (context e) null))))))

;; @rule add-context-echo
;; @title ProtocolClAddPartyComplete gets the context that the client passed to
;;   NdisClAddParty.
;; @group C7 add
;; @fault NDIS
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscladdparty.md
;; @section remarks
;; @quote NDIS passes the client-supplied ProtocolPartyContext handle in subsequent calls to
;;   the client's ProtocolClXxx functions that concern this newly added party
;; @message {event}, called for party {party}, gets another ProtocolPartyContext than the
;;   client passed
(define-fun add-context-echo ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClAddPartyComplete) (nested e)
           (or (= (context e) named) (= (context e) differs)))
      (= (context e) named)))

;; @rule add-failed-handle-invalid
;; @title The handle of a party whose add failed is never used.
;; @group C7 add
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_add_party_complete.md
;; @section param NdisPartyHandle [in]
;; @quote Otherwise, the attempt to add a party failed and the client should consider this
;;   parameter an invalid handle.
;; @see nf-ndis-ndiscladdparty.md
;; @message {event} names party {party}, whose add had failed ({because})
(define-fun add-failed-handle-invalid ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall) (enters e NdisCoOidRequest))
           (= (handle e) named) (known (c-life p)) (not (by-make p)))
      (not (= (c-life p) failed))))

;; @rule add-failed-release
;; @title The context of an add belongs to the operation until it completes.
;; @group C7 add
;; @fault client
;; @severity error
;; @kind resource
;; @page nc-ndis-protocol_cl_add_party_complete.md
;; @section remarks
;; @quote ProtocolClAddPartyComplete can release or reuse the client-allocated buffers at
;;   ProtocolPartyContext and at CallParameters.
;; @implies drop-context-release
;; @message {event} hands NDIS the context of party {party}, whose add ({because}) has not
;;   completed
(define-fun add-failed-release ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e context-reused) (known (c-life p)) (not (by-make p)))
      (not (= (c-life p) adding))))

;; @rule party-handle-opaque
;; @title A party handle is passed back to NDIS unchanged.
;; @group C7 add
;; @fault client
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscladdparty.md
;; @section remarks
;; @quote The client must treat this NDIS-supplied handle as an opaque variable to be
;;   passed, unmodified and uninterpreted
;; @message {event} passes a party handle that NDIS never gave this client
(define-fun party-handle-opaque ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall) (enters e NdisCoOidRequest))
           (or (= (handle e) named) (= (handle e) never)))
      (= (handle e) named)))

;; @rule party-handle-not-for-data
;; @title Data is sent with the VC handle, never with a party handle.
;; @group C7 add
;; @fault client
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscladdparty.md
;; @section remarks
;; @quote For data transfers over network media that do not support per-party transfers or
;;   traffic parameters, the client must use the NdisVcHandle instead.
;; @message {event} is given a party handle where the VC handle belongs
(define-fun party-handle-not-for-data ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCoSendNetBufferLists) (or (= (vc-name e) named) (= (vc-name e) misused)))
      (= (vc-name e) named)))

;; @not-visible add-save-handle
;; @group C7 add
;; @page nc-ndis-protocol_cl_add_party_complete.md
;; @quote should save the input NdisPartyHandle for subsequent calls to NDIS library
;;   functions concerning this party in the client's ProtocolPartyContext area.
;; @reason What the client saves in its own memory shows only when a later call names
;;   another handle: party-handle-opaque and drop-known-handle.

;; @not-visible add-params-changed
;; @group C7 add
;; @page nc-ndis-protocol_cl_add_party_complete.md
;; @quote ProtocolClAddPartyComplete must update the per-party state that the client
;;   maintains for this call at ProtocolPartyContext unless it finds the CM's modifications
;;   unacceptable.
;; @reason Whether the client updated its own state shows in no call, and it need not drop
;;   the party.

;; @not-visible add-mismatch-policy
;; @group C7 add
;; @page nf-ndis-ndiscladdparty.md
;; @quote a call manager can do one of the following whenever a client attempts to add a
;;   party with a specification at CallParameters that does not match
;; @reason The contents of call parameters are not part of a recording.
