; A remote party leaves (group C4). The call manager is judged by its own count of the
; parties, the client by its own (D7).

;; @rule indrop-others-connected
;; @title An incoming drop is dispatched only while the VC has another party that is still
;;   connected.
;; @group C4 incoming drop
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @section param NdisPartyHandle [in]
;; @quote identifies the party to be dropped from the multipoint VC, which must have other
;;   parties that are still connected.
;; @see nf-ndis-ndismcmdispatchincomingdropparty.md
;; @reading D7: parties already indicated do not count as connected; where only parties with
;;   a pending drop are left, both dispatches are accepted.
;; @message {event} reports party {party} as dropped although no other party of VC {vc} is
;;   still connected
(define-fun indrop-others-connected ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDispatchIncomingDropParty) (= (handle e) named) (= (m-life p) up)
           (whole v) (= (others-unclear o) none))
      (not (and (= (others-connected o) none) (= (others-leaving o) none)))))

;; @rule indrop-last-uses-close
;; @title The last remaining party is reported with Ndis[M]CmDispatchIncomingCloseCall, not
;;   as an incoming drop.
;; @group C4 incoming drop
;; @fault CM/MCM
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @section remarks
;; @quote If the NdisPartyHandle identifies the last remaining party on the given VC, the CM
;;   calls NdisCmDispatchIncomingCloseCall, rather than NdisCmDispatchIncomingDropParty.
;; @see incoming-request-to-drop-a-party-from-a-multipoint-call.md
;;   nf-ndis-ndisclclosecall.md
;; @implies indrop-others-connected
;; @message {event} reports party {party}, the last one on VC {vc}; that takes
;;   Ndis[M]CmDispatchIncomingCloseCall
(define-fun indrop-last-uses-close ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDispatchIncomingDropParty) (= (handle e) named) (= (m-life p) up)
           (whole v) (= (others-unclear o) none))
      (not (and (= (others-connected o) none) (= (others-told o) none)
                (= (others-pending o) none) (= (others-leaving o) none)))))

;; @rule indrop-delivered
;; @title Inside Ndis[M]CmDispatchIncomingDropParty NDIS calls ProtocolClIncomingDropParty
;;   once, with the same status, buffer and size.
;; @group C4 incoming drop
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @section remarks
;; @quote A call to NdisCmDispatchIncomingDropParty causes NDIS to call the client's
;;   ProtocolClIncomingDropParty function.
;; @message the incoming drop of party {party} was not passed to the client exactly once and
;;   unchanged: {event}
(define-fun indrop-delivered ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (returns e NdisCmDispatchIncomingDropParty) (not (= (indication p) no-relay)))
          (and (enters e ProtocolClIncomingDropParty) (nested e)))
      (ite (= (edge e) return) (= (indication p) relay-done)
        (and (not (= (indication p) relay-done)) (not (= (data-echo e) echo-differs))
             (not (= (status-echo e) echo-differs))))))

;; @rule indrop-party-established
;; @title An incoming drop names an established party: its make or add succeeded and it is
;;   not gone.
;; @group C4 incoming drop
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @section remarks
;; @quote identified by the NdisPartyHandle that the client stored in its per-party context
;;   area at ProtocolPartyContext.
;; @reading A dispatch that crosses a drop or close in progress is a race (D4), not a
;;   violation.
;; @message {event} names party {party}, which is not an established party
(define-fun indrop-party-established ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDispatchIncomingDropParty)
           (or (= (handle e) null) (= (handle e) never)
               (and (= (handle e) named) (known (m-life p)))))
      (and (= (handle e) named)
           (or (= (m-life p) up) (= (m-life p) dropping) (= (m-life p) closing)))))

;; @rule indrop-usual-caller
;; @title A stand-alone call manager usually dispatches a remote close from its
;;   ProtocolCoReceiveNetBufferLists.
;; @group C4 incoming drop
;; @fault CM
;; @severity note
;; @kind safety
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @section remarks
;; @quote In the course of normal network operations, a stand-alone call manager's
;;   ProtocolCoReceiveNetBufferLists function calls NdisCmDispatchIncomingDropParty
;; @reading A note, never a violation by itself; only where the driver logs that callback.
;; @message {event} reports a remote close from outside ProtocolCoReceiveNetBufferLists
(define-fun indrop-usual-caller ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDispatchIncomingDropParty) (succeeds e) (receives-logged e)
           (= (role e) call-manager))
      (= (inside e) inside-receive)))

;; @rule indrop-context-echo
;; @title ProtocolClIncomingDropParty gets the context that the client supplied for that
;;   party.
;; @group C4 incoming drop
;; @fault NDIS
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @section param ProtocolPartyContext [in]
;; @quote The client originally supplied this handle to NDIS when it called NdisClAddParty
;;   or NdisClMakeCall.
;; @message {event}, called for party {party}, gets another ProtocolPartyContext than the
;;   client supplied
(define-fun indrop-context-echo ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClIncomingDropParty) (nested e)
           (or (= (context e) named) (= (context e) differs)))
      (= (context e) named)))

;; @rule indrop-size-null
;; @title The size of an incoming drop's buffer is zero when there is no buffer.
;; @group C4 incoming drop
;; @fault CM/MCM
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @section param Size [in]
;; @quote Specifies the size in bytes of the buffer, zero if Buffer is NULL.
;; @see nc-ndis-protocol_cl_incoming_drop_party.md
;; @message {event} has no buffer but a size other than zero
(define-fun indrop-size-null ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmDispatchIncomingDropParty) (enters e ProtocolClIncomingDropParty))
           (not (= (data e) data-unlogged)) (not (= (size e) size-unlogged)))
      (=> (= (data e) data-absent) (= (size e) size-zero))))

;; @rule indrop-data-null-if-unsupported
;; @title An incoming drop with NDIS_STATUS_SUCCESS has no close data on a medium that
;;   cannot carry it.
;; @group C4 incoming drop
;; @fault CM/MCM
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @section param CloseData [in]
;; @quote When DropStatus is NDIS_STATUS_SUCCESS, this parameter is NULL if the underlying
;;   network medium does not support transfers of data when closing a connection.
;; @message {event} passes close data, but the medium does not carry data when a connection
;;   closes
(define-fun indrop-data-null-if-unsupported ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmDispatchIncomingDropParty) (enters e ProtocolClIncomingDropParty))
           (succeeds e) (= (medium e) medium-refuses) (not (= (data e) data-unlogged)))
      (= (data e) data-absent)))

;; @rule indrop-client-drops
;; @title The client answers an incoming drop with NdisClDropParty for that party, or
;;   NdisClCloseCall if it is the last.
;; @group C4 incoming drop
;; @fault client
;; @severity error
;; @kind obligation
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @section remarks
;; @quote ProtocolClIncomingDropParty must call NdisClDropParty or, if this is the last
;;   remaining party on the client's multipoint VC, NdisClCloseCall.
;; @see incoming-request-to-drop-a-party-from-a-multipoint-call.md
;; @reading D22: due before the call is closed, the VC deleted, or the complete recording
;;   ends; a drop made before the indication answers it too (D4).
;; @implies drop-any-order-all-released
;; @message the incoming drop of party {party} ({because}) was never answered with
;;   NdisClDropParty or NdisClCloseCall
(define-fun indrop-client-drops ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (not (= (told p) untold)) (known (c-life p)))
          (and (enters e ProtocolClIncomingDropParty)
               (or (= (c-life p) dropping) (= (c-life p) closing)))
          (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall)) (= (told p) told-owed)))
      (not (and (life-ends e) (= (told p) told-owed) (= (c-life p) up)))))

;; @rule indrop-drops-given-party
;; @title The drop made in answer to an incoming drop names the party that was indicated.
;; @group C4 incoming drop
;; @fault client
;; @severity warning
;; @kind parameter
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote From the ProtocolClIncomingDropParty function to remove the given party from a
;;   multipoint connection.
;; @reading A warning: a client that tears the whole call down inside the callback drops others
;;   too, and which of its drops is the answer shows later, if at all (indrop-client-drops).
;; @message inside the incoming drop of another, unanswered party, {event} drops party
;;   {party}, which was not indicated
(define-fun indrop-drops-given-party ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClDropParty) (= (handle e) named) (= (inside e) inside-incoming-drop))
      (not (and (= (about e) about-other) (= (told p) untold) (not (= (others-owed o) none))))))

;; @rule indrop-handle-invalid
;; @title After an incoming drop the client uses the party's handle for the one answer and
;;   nothing else.
;; @group C4 incoming drop
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @section remarks
;; @quote should consider the NdisPartyHandle that the client obtained from NdisClAddParty
;;   or NdisClMakeCall invalid.
;; @message {event} uses the handle of party {party}, which an incoming drop ({because})
;;   left for its one answer only
(define-fun indrop-handle-invalid ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall) (enters e NdisCoOidRequest))
           (= (handle e) named) (or (= (told p) told-owed) (= (told p) told-met))
           (known (c-life p)) (not (= (c-life p) closed))
           (or (returns-logged e) (not (= (c-drop p) entered))))
      (and (not (enters e NdisCoOidRequest)) (= (c-life p) up))))

;; @rule indrop-context-release
;; @title After an incoming drop the client's party context goes only when the client's own
;;   drop has ended.
;; @group C4 incoming drop
;; @fault client
;; @severity error
;; @kind resource
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @section remarks
;; @quote can either release the client's per-party context area or prepare it for reuse in
;;   a subsequent call to NdisClAddParty.
;; @see nf-ndis-ndiscldropparty.md nf-ndis-ndiscmdroppartycomplete.md
;; @implies drop-context-release
;; @message {event} hands NDIS the context of party {party}, whose incoming drop ({because})
;;   has not been followed by a finished drop
(define-fun indrop-context-release ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e context-reused) (or (= (told p) told-owed) (= (told p) told-met))
           (known (c-life p)))
      (or (= (c-life p) gone) (= (c-life p) closed) (= (c-life p) failed))))

;; @not-visible indrop-cause
;; @group C4 incoming drop
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @quote The call manager has received a request over the network to close an established
;;   connection
;; @reason What the call manager heard from the network shows in no call between NDIS and
;;   the drivers.

;; @not-visible indrop-status-meaning
;; @group C4 incoming drop
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @quote Usually, this is NDIS_STATUS_SUCCESS if the party on the remote note initiated a
;;   close of its connection
;; @reason Whether the remote party or the network ended the connection shows in no call
;;   between NDIS and the drivers.

;; @not-visible indrop-buffer-resident
;; @group C4 incoming drop
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @quote Pointer to a caller-allocated resident buffer containing additional
;;   protocol-specific data received from the remote party, if any.
;; @reason Whether memory is resident shows in no call.

;; @not-visible indrop-protocol-ops
;; @group C4 incoming drop
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @quote should carry out any protocol-determined operations for dropping the party from
;;   the client's multipoint VC.
;; @reason The client's own protocol work is no call to NDIS.
