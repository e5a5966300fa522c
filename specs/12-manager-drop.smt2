; What the call manager or MCM does with a drop (group C3).

;; @rule drop-cm-return-set
;; @title ProtocolCmDropParty returns NDIS_STATUS_SUCCESS, NDIS_STATUS_PENDING or
;;   NDIS_STATUS_INVALID_DATA.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity warning
;; @kind return
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section returns
;; @quote ProtocolCmDropParty returns the status of its operation(s) as one of the following
;;   values
;; @reading D2: FAILURE is tolerated where the party is the last one, NOT_SUPPORTED from a
;;   call manager without multipoint calls.
;; @message {event} returns {status} for party {party}
(define-fun drop-cm-return-set ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmDropParty) (not (= (status e) unlogged)))
      (or (succeeds e) (pends e) (= (status e) invalid-data) (= (status e) not-supported)
          (and (= (status e) failure) (= (others-connected o) none)))))

;; @rule drop-cm-success-done
;; @title A party whose ProtocolCmDropParty returned NDIS_STATUS_SUCCESS is done: the call
;;   manager names it no more.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section returns
;; @quote successfully dropped the party, sent any close data, and free the resources that
;;   were allocated for its context area.
;; @reading That the data were sent and the resources freed shows in no call; that the party
;;   is used again does.
;; @message {event} names party {party}, which ProtocolCmDropParty had dropped with
;;   NDIS_STATUS_SUCCESS ({because})
(define-fun drop-cm-success-done ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmDropPartyComplete) (enters e NdisCmDispatchIncomingDropParty)
               (enters e NdisCmAddPartyComplete) (enters e NdisCmCloseCallComplete))
           (= (handle e) named) (known (m-life p)))
      (not (and (= (m-life p) gone) (= (m-drop p) settled-well)))))

;; @rule drop-cm-pending-completed
;; @title After NDIS_STATUS_PENDING from ProtocolCmDropParty the call manager calls
;;   Ndis[M]CmDropPartyComplete, exactly once.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind obligation
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section returns
;; @quote The call manager must call NdisCmDropPartyComplete when all processing has been
;;   finished to notify NDIS and the requesting actor that the party has been dropped.
;; @see nf-ndis-ndiscmdroppartycomplete.md nf-ndis-ndismcmdroppartycomplete.md
;; @reading A second completion is complete-only-if-pended.
;; @message ProtocolCmDropParty pended the drop of party {party} at {because}, and
;;   Ndis[M]CmDropPartyComplete never followed
(define-fun drop-cm-pending-completed ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (= (m-drop p) pended))
          (and (enters e NdisCmDropPartyComplete) (outstanding (m-drop p))))
      (not (life-ends e))))

;; @rule drop-cm-data-unsupported
;; @title Close data that the medium cannot carry makes ProtocolCmDropParty return
;;   NDIS_STATUS_INVALID_DATA.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind return
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section remarks
;; @quote the call manager should return control with NDIS_STATUS_INVALID_DATA.
;; @message {event} returns {status} for a drop with close data, which the medium does not
;;   carry
(define-fun drop-cm-data-unsupported ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmDropParty) (= (medium e) medium-refuses)
           (= (data e) data-present) (not (= (status e) unlogged)))
      (= (status e) invalid-data)))

;; @rule drop-cm-invalid-data-justified
;; @title ProtocolCmDropParty returns NDIS_STATUS_INVALID_DATA only for close data that the
;;   medium cannot carry.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind return
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section returns
;; @quote CloseData was specified to the call manager, but the media type does not support
;;   sending data concurrent with connection termination.
;; @message {event} returns NDIS_STATUS_INVALID_DATA although no close data was given or the
;;   medium carries it
(define-fun drop-cm-invalid-data-justified ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmDropParty) (= (status e) invalid-data)
           (not (= (data e) data-unlogged)))
      (and (= (data e) data-present) (not (= (medium e) medium-carries)))))

;; @rule cm-signalling-vc-from-bind
;; @title Signalling inside a request handler goes over a VC that the call manager set up in
;;   ProtocolBindAdapterEx.
;; @group C3 drop, call manager
;; @fault CM
;; @severity warning
;; @kind resource
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section remarks
;; @quote it should use a virtual connection to the network control agents that it
;;   established in its ProtocolBindAdapterEx function.
;; @message inside a request handler, {event} sends on VC {vc}, which was not created in
;;   ProtocolBindAdapterEx
(define-fun cm-signalling-vc-from-bind ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCoSendNetBufferLists) (by-manager e) (= (inside e) inside-manager)
           (= (creator v) creator-manager) (not (= (birth v) birth-unseen)))
      (= (birth v) born-in-bind)))

;; @rule drop-complete-handle
;; @title Ndis[M]CmDropPartyComplete names the party whose drop was asked for.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscmdroppartycomplete.md
;; @section param NdisPartyHandle [in]
;; @quote Specifies the handle to the party that the client requested to be dropped.
;; @message {event} names party {party}, which is not a party that was asked to be dropped
(define-fun drop-complete-handle ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDropPartyComplete)
           (or (= (handle e) null) (= (handle e) never)
               (and (= (handle e) named) (known (m-life p)))))
      (and (= (handle e) named) (not (= (m-life p) up)) (not (= (m-life p) adding)))))

;; @rule drop-cm-handle-dead-at-complete
;; @title After NDIS_STATUS_SUCCESS to Ndis[M]CmDropPartyComplete the call manager presents
;;   the party's handle no more.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscmdroppartycomplete.md
;; @section remarks
;; @quote the call manager should consider the NdisPartyHandle invalid as soon as it calls
;;   NdisCmDropPartyComplete.
;; @see nf-ndis-ndismcmdroppartycomplete.md
;; @reading D18: a stand-alone call manager loses the handle at the entry of the call, an
;;   MCM at its return.
;; @message {event} presents party {party}, which Ndis[M]CmDropPartyComplete had ended with
;;   success ({because})
(define-fun drop-cm-handle-dead-at-complete ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmDropPartyComplete) (enters e NdisCmDispatchIncomingDropParty)
               (enters e NdisCmAddPartyComplete) (enters e NdisCmCloseCallComplete))
           (= (handle e) named) (known (m-life p)))
      (not (and (= (m-life p) gone) (not (= (m-drop p) settled-well))))))

;; @rule drop-cm-release-after-return
;; @title For a pended drop the call manager reuses its party state only when
;;   Ndis[M]CmDropPartyComplete has returned.
;; @group C3 drop, call manager
;; @fault CM/MCM
;; @severity error
;; @kind resource
;; @page nf-ndis-ndiscmdroppartycomplete.md
;; @section remarks
;; @quote The CM can release (or reinitialize for reuse) any resources that it allocated to
;;   maintain state for this party when NdisCmDropPartyComplete returns control.
;; @see nf-ndis-ndismcmdroppartycomplete.md
;; @message {event} gives a new party the CallMgrPartyContext of party {party} before
;;   Ndis[M]CmDropPartyComplete has returned
(define-fun drop-cm-release-after-return ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e manager-context-reused) (known (m-life p)) (returns-logged e)
           (not (= (m-drop p) settled-well)) (not (= (m-life p) failed))
           (not (= (m-life p) closed)))
      (not (or (m-ending p) (= (m-drop p) pended)))))

;; @rule drop-no-early-release
;; @title While a drop is pended, the client keeps its party context.
;; @group C3 drop, call manager
;; @fault client or NDIS
;; @severity error
;; @kind resource
;; @page nf-ndis-ndiscmdroppartycomplete.md
;; @section remarks
;; @quote can release the resources they allocated to maintain per-party state until the
;;   CM's call to NdisCmDropPartyComplete causes a call to that client's
;;   ProtocolClDropPartyComplete function.
;; @implies drop-context-release
;; @message {event} hands NDIS the context of party {party} while the drop of that party is
;;   pended ({because})
(define-fun drop-no-early-release ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e context-reused) (known (c-life p)))
      (not (and (= (c-life p) dropping) (= (c-drop p) pended)))))

;; @not-visible drop-cm-data-before-end
;; @group C3 drop, call manager
;; @page nc-ndis-protocol_cm_drop_party.md
;; @quote the call manager should transmit the data specified at CloseData before completing
;;   termination.
;; @reason Whether the call manager sent the close data shows on the network, in no call
;;   between NDIS and the drivers.

;; @not-visible drop-cm-frees-party
;; @group C3 drop, call manager
;; @page nc-ndis-protocol_cm_drop_party.md
;; @quote Call managers must also free any per-party resources that it allocated and stored
;;   at CallMgrPartyContext.
;; @reason Freeing memory shows in no call; a leak is for a pool tracker.

;; @not-visible drop-peer-notified
;; @group C3 drop, call manager
;; @page nf-ndis-ndiscldropparty.md
;; @quote The call manager is responsible for notifying its remote-node peer that the party
;;   connection has been or should be closed
;; @reason What the call manager signals to its peer shows on the network, in no call
;;   between NDIS and the drivers.
