; Closing a call (group C5), and the one rule of a core page about deleting the VC (C10).

; The handle given to NdisClCloseCall is that of a party of the VC.
(define-fun names-party ((e Event)) Bool (= (handle e) named))
; No party but the one that the close takes; if it does not say which, that is one of them.
(define-fun nobody-else ((e Event) (a Amount) (b Amount) (c Amount)) Bool
  (or (and (= a none) (= b none) (= c none))
      (and (not (names-party e))
           (or (and (= a one) (= b none) (= c none)) (and (= a none) (= b one) (= c none))
               (and (= a none) (= b none) (= c one))))))

;; @rule close-others-dropped-first
;; @title NdisClCloseCall on a multipoint VC comes after every other party was dropped.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote the client must call NdisClDropParty one or more times to drop every other
;;   remaining party on the multipoint VC.
;; @see nf-ndis-ndisclclosecall.md client-initiated-request-to-close-a-call.md
;;   dropping-a-party-from-a-multipoint-call.md
;; @reading D3. A party whose drop is merely pending makes it a warning: the close races
;;   that drop.
;; @message {event} closes the call on VC {vc} while other parties are still connected or
;;   being added
(define-fun close-others-dropped-first ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (= (form v) multipoint)
           (or (has-call (c-phase v)) (uncertain (c-phase v))))
      (nobody-else e (others-up o) (others-adding o) none)))

;; @grade close-others-dropped-first
;; @severity warning
;; @message {event} closes the call on VC {vc} while the drop of another party is pending
(define-fun close-others-dropped-first.warning ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (= (form v) multipoint) (returns-logged e)
           (or (has-call (c-phase v)) (uncertain (c-phase v)))
           (nobody-else e (others-up o) (others-adding o) none))
      (nobody-else e (others-up o) (others-adding o) (others-dropping o))))

;; @rule close-final-with-last-handle
;; @title On a multipoint VC NdisClCloseCall gets the handle of the last party, valid and of
;;   this VC.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote followed by a final call with the last party handle to NdisClCloseCall for the
;;   same multipoint VC.
;; @see nf-ndis-ndisclclosecall.md
;; @message {event} on multipoint VC {vc} does not name a party that can be closed with it
(define-fun close-final-with-last-handle ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (= (form v) multipoint)
           (or (has-call (c-phase v)) (uncertain (c-phase v)))
           (or (= (handle e) null) (= (handle e) never) (= (handle e) foreign)
               (and (= (handle e) named) (known (c-life p)))))
      (and (= (handle e) named)
           (or (= (c-life p) up)
               (and (= (c-life p) dropping) (= (c-drop p) entered) (not (returns-logged e)))))))

;; @rule close-null-party-if-p2p
;; @title NdisClCloseCall gets a NULL party handle for a VC that is not multipoint.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndisclclosecall.md
;; @section param NdisPartyHandle [in, optional]
;; @quote Handle to the last party to be dropped on a multipoint VC or NULL.
;; @message {event} names a party on VC {vc}, whose call is not multipoint
(define-fun close-null-party-if-p2p ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (= (form v) point-to-point) (not (= (handle e) unnamed)))
      (= (handle e) null)))

;; @rule close-needs-call
;; @title NdisClCloseCall names a VC that has a call, and not one that is being closed
;;   already.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndisclclosecall.md
;; @section param NdisVcHandle [in]
;; @quote Handle to the VC of the call being closed or disconnected.
;; @reading D28: closing during set-up is not described as allowed.
;; @message {event} names VC {vc}, which has no call that could be closed
(define-fun close-needs-call ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall)
           (or (= (vc-name e) never) (not (uncertain (c-phase v))))
           (or (returns-logged e) (not (= (c-close v) entered))))
      (and (not (= (vc-name e) never)) (or (= (c-phase v) in-call) (= (c-phase v) offered)))))

;; @rule close-size-null
;; @title The size that goes with close data is zero when there is no buffer.
;; @group C5 close
;; @fault client or CM/MCM
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndisclclosecall.md
;; @section param Size [in]
;; @quote Specifies the size, in bytes, at Buffer, zero if Buffer is NULL.
;; @see nc-ndis-protocol_cm_close_call.md nf-ndis-ndiscmdispatchincomingclosecall.md
;;   nc-ndis-protocol_cl_incoming_close_call.md
;; @message {event} has no buffer but a size other than zero
(define-fun close-size-null ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisClCloseCall) (enters e ProtocolCmCloseCall)
               (enters e NdisCmDispatchIncomingCloseCall) (enters e ProtocolClIncomingCloseCall))
           (not (= (data e) data-unlogged)) (not (= (size e) size-unlogged)))
      (=> (= (data e) data-absent) (= (size e) size-zero))))

;; @rule close-sends-returned
;; @title The client closes the call only when all its sends on the VC have come back.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote a protocol must ensure that all its outstanding send packets have been returned to
;;   its ProtocolCoSendNetBufferListsComplete function.
;; @reading A recording does not identify net buffer lists, and one completion may return
;;   several; only a send that no completion followed is surely outstanding.
;; @message {event} closes the call on VC {vc} while a send ({because}) is outstanding
(define-fun close-sends-returned ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (not (= (sends v) sends-maybe)))
      (not (= (sends v) sends-out))))

;; @rule close-no-send-after
;; @title After calling NdisClCloseCall the client sends nothing on that VC until a new call
;;   is made.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote a protocol must not call NdisCoSendNetBufferLists to send packets on the VC
;;   referenced by NdisClCloseCall.
;; @see sending-and-receiving-data2.md
;; @message {event} sends on VC {vc} after NdisClCloseCall ({because})
(define-fun close-no-send-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCoSendNetBufferLists) (by-client e) (not (uncertain (c-phase v))))
      (not (close-called v))))

;; @rule close-forwarded
;; @title Inside NdisClCloseCall NDIS calls ProtocolCmCloseCall of the VC's call manager,
;;   exactly once.
;; @group C5 close
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote A client's call to NdisClCloseCall causes NDIS to mark the NdisVcHandle as closing
;;   and to call the CM's ProtocolCmCloseCall function.
;; @message the call manager's ProtocolCmCloseCall was not called exactly once for the close
;;   on VC {vc}
(define-fun close-forwarded ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (returns e NdisClCloseCall) (not (= (close-forward v) no-relay))
               (not (= (status e) unlogged)))
          (and (enters e ProtocolCmCloseCall) (nested e) (not (= (close-forward v) no-relay))))
      (ite (= (edge e) return) (= (close-forward v) relay-done) (= (close-forward v) relay-due))))

;; @rule close-cm-fails-if-many
;; @title The call manager fails a close while more than one party is connected.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind return
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote The call manager will fail any client's request to close a multipoint call if the
;;   given VC still has more than one party connected.
;; @message {event} ends the close on VC {vc} with success although another party was
;;   connected
(define-fun close-cm-fails-if-many ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (m-ends-close v e) (= (form v) multipoint) (crowded v)
           (not (= (others-connected o) none)) (not (= (status e) unlogged)))
      (not (succeeds e))))

;; @rule close-cm-return-set
;; @title ProtocolCmCloseCall returns NDIS_STATUS_INVALID_DATA only for close data that the
;;   medium cannot carry.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind return
;; @page nc-ndis-protocol_cm_close_call.md
;; @section returns
;; @quote Indicates that the call manager could not terminate the call.
;; @message {event} returns NDIS_STATUS_INVALID_DATA although no close data was given or the
;;   medium carries it
(define-fun close-cm-return-set ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmCloseCall) (= (status e) invalid-data)
           (not (= (data e) data-unlogged)))
      (and (= (data e) data-present) (not (= (medium e) medium-carries)))))

;; @rule close-cm-pending-completed
;; @title After NDIS_STATUS_PENDING from ProtocolCmCloseCall the call manager calls
;;   Ndis[M]CmCloseCallComplete, exactly once.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmclosecallcomplete.md
;; @section remarks
;; @quote the CM must call NdisCmCloseCallComplete subsequently to notify the client and
;;   NDIS that its attempt to break the connection has completed
;; @reading A second completion is complete-only-if-pended.
;; @message ProtocolCmCloseCall pended the close on VC {vc} at {because}, and
;;   Ndis[M]CmCloseCallComplete never followed
(define-fun close-cm-pending-completed ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (= (handle e) unnamed) (= (m-close v) pended))
          (and (enters e NdisCmCloseCallComplete) (outstanding (m-close v))))
      (not (life-ends e))))

;; @rule close-complete-handles
;; @title Ndis[M]CmCloseCallComplete gets the VC being closed and the last party's handle,
;;   NULL for a point-to-point VC.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscmclosecallcomplete.md
;; @section param NdisPartyHandle [in, optional]
;; @quote Specifies either NULL if the NdisVcHandle represents a point-to-point VC or the
;;   handle to the last remaining party on a multipoint connection
;; @message {event} does not name the party with which VC {vc} is being closed
(define-fun close-complete-handles ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmCloseCallComplete) (outstanding (m-close v))
           (or (= (handle e) null) (= (handle e) never) (= (handle e) foreign)
               (and (= (handle e) named) (known (m-life p))))
           (not (= (form v) form-unknown)))
      (ite (= (form v) multipoint)
        (and (= (handle e) named) (= (m-life p) closing))
        (= (handle e) null))))

;; @rule close-complete-contexts
;; @title ProtocolClCloseCallComplete gets the client's VC context and, on a client-created
;;   multipoint VC, the last party's context, else NULL.
;; @group C5 close
;; @fault NDIS
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cl_close_call_complete.md
;; @section param ProtocolPartyContext [in, optional]
;; @quote per-party context area for the last remaining party on the client-created VC
;;   representing a multipoint connection. Otherwise, this parameter is NULL.
;; @message {event} does not get the contexts of VC {vc} and of the party it was closed with
(define-fun close-complete-contexts ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClCloseCallComplete) (outstanding (c-close v))
           (not (= (form v) form-unknown))
           (or (= (vc-name e) differs)
               (not (or (= (context e) unnamed) (= (context e) unresolved)))))
      (and (not (= (vc-name e) differs))
           (ite (= (form v) multipoint)
             (or (= (context e) unnamed) (= (context e) unresolved)
                 (and (= (context e) named) (or (= (c-life p) closing) (not (known (c-life p))))))
             (or (= (context e) unnamed) (= (context e) null))))))

;; @rule close-cm-data
;; @title Close data that the medium cannot carry makes ProtocolCmCloseCall return
;;   NDIS_STATUS_INVALID_DATA.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page client-initiated-request-to-close-a-call.md
;; @section Client-Initiated Request to Close a Call
;; @quote ProtocolCmCloseCall must send any such data across the network before completing
;;   the call termination.
;; @see nc-ndis-protocol_cm_close_call.md
;; @reading That data was sent before the end shows on the network only.
;; @message {event} returns {status} for a close with close data, which the medium does not
;;   carry
(define-fun close-cm-data ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e ProtocolCmCloseCall) (= (medium e) medium-refuses)
           (= (data e) data-present) (not (= (status e) unlogged)))
      (= (status e) invalid-data)))

;; @rule close-cm-deactivates
;; @title A call manager that closed a call deactivates the VC.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind obligation
;; @page nc-ndis-protocol_cm_close_call.md
;; @section remarks
;; @quote any close data has been sent, and any resources at CallMgrPartyContext have been
;;   freed, the call manager must call NdisCmDeactivateVc.
;; @see client-initiated-request-to-close-a-call.md
;; @reading Due before the VC is deleted, used for another call, or the complete recording
;;   ends (D12).
;; @message the call on VC {vc} was closed, but the call manager never deactivated the VC
(define-fun close-cm-deactivates ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e vc-deleted) (enters e recording-ends) (enters e ProtocolCmMakeCall))
           (m-closed v) (not (= (activation v) activation-unknown)))
      (or (= (activation v) inactive)
          (and (= (activation v) deactivating) (not (enters e recording-ends))))))

;; @rule close-success-means-inactive
;; @title A stand-alone call manager ends a close with success only when the VC is
;;   deactivated.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_close_call_complete.md
;; @section NDIS_STATUS_SUCCESS
;; @quote The call manager has successfully closed the call that existed on the given VC and
;;   deactivated the VC.
;; @see nc-ndis-protocol_cm_deactivate_vc_complete.md
;; @reading D12: an MCM may deactivate afterwards.
;; @message {event} ends the close on VC {vc} with success while the VC is still active
(define-fun close-success-means-inactive ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (m-ends-close v e) (succeeds e) (= (role e) call-manager) (= (spelling e) NdisCm)
           (not (= (activation v) activation-unknown)))
      (= (activation v) inactive)))

;; @rule close-cm-handles-unusable
;; @title After Ndis[M]CmCloseCallComplete with success the call manager transfers nothing
;;   on the VC.
;; @group C5 close
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscmclosecallcomplete.md
;; @section remarks
;; @quote unusable for transfers over the network as soon as it calls
;;   NdisCmCloseCallComplete.
;; @message {event} sends on VC {vc}, whose close the call manager had completed ({because})
(define-fun close-cm-handles-unusable ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCoSendNetBufferLists) (by-manager e)
           (not (= (m-phase v) phase-unseen)))
      (not (m-shut v))))

;; @rule close-party-release
;; @title The context of the party that was closed is released or reused only when the close
;;   has ended.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind resource
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote it can release (or reinitialize for reuse) the resources for the per-party state
;;   it was maintaining.
;; @see nc-ndis-protocol_cl_make_call_complete.md
;; @implies drop-context-release
;; @message {event} hands NDIS the context of party {party}, whose close ({because}) has not
;;   ended
(define-fun close-party-release ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e context-reused)
           (or (= (c-life p) closing) (= (c-life p) closed)))
      (= (c-life p) closed)))

;; @rule close-vc-resources-kept
;; @title The per-VC context stays until the VC is deleted; the end of a close does not free
;;   it.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind resource
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote the client must defer the release or reinitialization of these resources until its
;;   ProtocolCoDeleteVc function is called.
;; @message {event} gives a new VC the context of VC {vc}, which is not deleted
(define-fun close-vc-resources-kept ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (enters e vc-context-reused) (deleted v)))

;; @rule cm-vc-dead-after-close
;; @title After ProtocolClCloseCallComplete the client makes no call on a VC that the call
;;   manager created.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_close_call_complete.md
;; @section remarks
;; @quote The client must not make any further NdisCl/CoXxx calls with this NdisVcHandle.
;; @message {event} uses VC {vc}, which belongs to the call manager again since {because}
(define-fun cm-vc-dead-after-close ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (= (creator v) creator-manager) (= (edge e) enter) (by-client e)
           (or (= (function e) NdisClMakeCall) (= (function e) NdisClAddParty)
               (= (function e) NdisClCloseCall) (= (function e) NdisClModifyCallQoS)
               (= (function e) NdisCoSendNetBufferLists) (= (function e) NdisCoDeleteVc)
               (= (function e) NdisCoOidRequest)))
      (not (retired v))))

;; @rule closing-vc-no-new-call
;; @title No call is made on a VC that is being closed.
;; @group C5 close
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote which cannot be reused to make another call because it is marked as closing
;; @see nc-ndis-protocol_cl_close_call_complete.md
;; @message {event} makes a call on VC {vc}, whose close ({because}) has not ended
(define-fun closing-vc-no-new-call ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClMakeCall) (not (uncertain (c-phase v))))
      (not (= (c-phase v) call-closing))))

;; @rule delete-after-close
;; @title A client deletes the VC of its call after it closed that call with success.
;; @group C10 VC life
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote After the client has closed its multipoint call, it can release the VC that it
;;   originally created with NdisCoDeleteVc.
;; @see nf-ndis-ndiscodeletevc.md
;; @message {event} deletes VC {vc} although its call is not closed
(define-fun delete-after-close ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCoDeleteVc) (by-client e) (= (creator v) creator-client)
           (not (uncertain (c-phase v))) (or (returns-logged e) (not (= (c-close v) entered))))
      (= (c-phase v) no-call)))

;; @not-visible close-cm-frees-party
;; @group C5 close
;; @page nc-ndis-protocol_cm_close_call.md
;; @quote The call manager must also free the memory that it allocated earlier, in
;;   ProtocolCmMakeCall, for its per-party state that is pointed to by CallMgrPartyContext.
;; @reason Freeing memory shows in no call; a leak is for a pool tracker.
