; What NDIS does with a drop (group C2). Most of these need both sides in the recording.

;; @rule drop-forwarded
;; @title Inside NdisClDropParty NDIS calls ProtocolCmDropParty of the VC's call manager,
;;   exactly once.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote A client's call to NdisClDropParty causes NDIS to call the ProtocolCmDropParty
;;   function of the call manager that shares the same NdisVcHandle to the multipoint VC.
;; @see dropping-a-party-from-a-multipoint-call.md
;; @message the call manager's ProtocolCmDropParty was not called exactly once for the drop
;;   of party {party}
(define-fun drop-forwarded ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (returns e NdisClDropParty) (not (= (drop-forward p) no-relay))
               (not (= (status e) unlogged)))
          (and (enters e ProtocolCmDropParty) (nested e) (= (c-drop p) entered)
               (not (= (drop-forward p) no-relay))))
      (ite (= (edge e) return) (= (drop-forward p) relay-done) (= (drop-forward p) relay-due))))

;; @rule drop-cm-only-on-request
;; @title ProtocolCmDropParty is called only for a connected party that its client asked to
;;   drop.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section description
;; @quote NDIS calls ProtocolCmDropParty to request that the call manager remove a party
;;   from an existing multipoint call.
;; @message {event} is called for party {party}, which no client asked to drop or which is
;;   not connected
(define-fun drop-cm-only-on-request ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolCmDropParty) (= (context e) named)
           (or (known (c-life p)) (known (m-life p))))
      (and (or (not (known (m-life p))) (= (m-life p) up))
           (or (not (known (c-life p))) (= (c-drop p) entered)))))

;; @rule drop-cm-context
;; @title ProtocolCmDropParty gets the context that the call manager supplied for that
;;   party.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section param CallMgrPartyContext [in]
;; @quote This handle was provided to NDIS in the call managers ProtocolCmAddParty function.
;; @see nf-ndis-ndiscmmakecallcomplete.md
;; @message {event}, called for party {party}, gets another CallMgrPartyContext than the
;;   call manager supplied
(define-fun drop-cm-context ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolCmDropParty) (nested e)
           (or (= (context e) named) (= (context e) differs)))
      (= (context e) named)))

;; @rule drop-cm-data-passed
;; @title ProtocolCmDropParty gets the client's buffer and size, a size of zero where there
;;   is no buffer.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section param Size [in, optional]
;; @quote Specifies the length, in bytes, of the buffer at CloseData, zero if CloseData is
;;   NULL.
;; @see dropping-a-party-from-a-multipoint-call.md
;; @message {event} gets other close data or another size than the client gave
(define-fun drop-cm-data-passed ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolCmDropParty)
           (or (not (= (data-echo e) no-echo))
               (and (= (data e) data-absent) (not (= (size e) size-unlogged)))))
      (and (not (= (data-echo e) echo-differs))
           (not (and (= (data e) data-absent) (= (size e) size-nonzero))))))

;; @rule drop-pending-delivered
;; @title A drop that returned PENDING gets exactly one ProtocolClDropPartyComplete from
;;   NDIS, any other return gets none.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscldropparty.md
;; @section returns
;; @quote Otherwise, NDIS calls the client's ProtocolClDropPartyComplete function when this
;;   operation is completed.
;; @reading D11: the callback may come before the return, which then has to be PENDING. In a
;;   two-sided recording NDIS owes the callback only once the call manager has ended the
;;   drop.
;; @message the drop of party {party} did not end exactly once: {event}
(define-fun drop-pending-delivered ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (= (c-drop p) pended)
               (or (not (known (m-life p))) (not (outstanding (m-drop p)))))
          (and (returns e NdisClDropParty) (= (c-drop p) answered) (not (= (status e) unlogged)))
          (and (enters e ProtocolClDropPartyComplete)
               (or (outstanding (c-drop p)) (and (nested e) (settled (c-drop p))))))
      (and (not (life-ends e)) (not (and (returns e NdisClDropParty) (final e)))
           (not (settled (c-drop p))))))

;; @rule drop-complete-caused
;; @title ProtocolClDropPartyComplete is called only for a drop that the client asked for
;;   and the call manager has finished.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section remarks
;; @quote indicates that the call manager has completed processing of the request initiated
;;   by the client's previous call to NdisClDropParty.
;; @message {event} is called for party {party}, for which no drop is outstanding or
;;   finished
(define-fun drop-complete-caused ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClDropPartyComplete) (= (context e) named) (known (c-life p))
           (not (settled (c-drop p))) (not (= (c-drop p) self-run)) (not (redropped p)))
      (and (outstanding (c-drop p)) (not (= (drop-forward p) relay-due))
           (not (and (outstanding (m-drop p)) (not (= (drop-delivery p) relay-due)))))))

;; @rule drop-complete-context
;; @title ProtocolClDropPartyComplete gets the context that the client supplied for that
;;   party.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section param ProtocolPartyContext [in]
;; @quote which the client originally supplied to NDIS either when it called NdisClAddParty
;;   or NdisClMakeCall.
;; @message {event}, called for party {party}, gets another ProtocolPartyContext than the
;;   client supplied
(define-fun drop-complete-context ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClDropPartyComplete) (nested e)
           (or (= (context e) named) (= (context e) differs)))
      (= (context e) named)))

;; @rule drop-complete-status
;; @title A client's drop ends with NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity warning
;; @kind return
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section param Status [in]
;; @quote Specifies the final status of the client-initiated drop-party operation, which can
;;   be one of the following
;; @reading D2: other statuses occur (INVALID_DATA is documented for the call manager); they
;;   end the drop without effect and are worth a warning.
;; @message {event} for party {party} has {status}
(define-fun drop-complete-status ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClDropPartyComplete) (not (= (status e) unlogged))
           (not (settled (c-drop p))) (not (= (c-drop p) self-run)))
      (or (succeeds e) (= (status e) failure))))

;; @rule drop-failure-only-last
;; @title NDIS_STATUS_FAILURE is reported for a drop only when the party was the last one
;;   remaining.
;; @group C2 drop, NDIS
;; @fault CM/MCM or NDIS
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section NDIS_STATUS_FAILURE
;; @quote The given party was the last remaining on the client's multipoint VC.
;; @reading Others that were indicated as leaving, or a call indicated as closing, do not
;;   count as connected. Which moment the call manager decided at cannot be seen: there has
;;   to be another one at every moment since the drop was called, or the oldest of those
;;   in progress with it.
;; @message the drop of party {party} ended with NDIS_STATUS_FAILURE although another party
;;   of VC {vc} was connected all the time
(define-fun drop-failure-only-last ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (ends-drop p e) (= (c-life p) dropping) (= (status e) failure))
      (deserted v)))

;; @rule drop-success-ends-party
;; @title After a drop ended with NDIS_STATUS_SUCCESS no callback concerns that party any
;;   more.
;; @group C2 drop, NDIS
;; @fault NDIS
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section NDIS_STATUS_SUCCESS
;; @quote The NdisPartyHandle that represented this party, which the client stored in its
;;   ProtocolPartyContext area, is now invalid.
;; @reading The client's own completion after a synchronous return is no call by NDIS.
;; @message {event} concerns party {party}, whose drop had succeeded ({because})
(define-fun drop-success-ends-party ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (or (enters e ProtocolClAddPartyComplete) (enters e ProtocolClMakeCallComplete)
                   (enters e ProtocolClIncomingDropParty) (enters e ProtocolClCloseCallComplete)
                   (and (enters e ProtocolClDropPartyComplete) (not (settled (c-drop p)))
                        (not (= (c-drop p) self-run))))
               (= (context e) named) (known (c-life p)))
          (and (or (enters e ProtocolCmDropParty) (enters e ProtocolCmCloseCall))
               (= (context e) named) (known (m-life p))))
      (ite (or (enters e ProtocolCmDropParty) (enters e ProtocolCmCloseCall))
        (not (= (m-life p) gone))
        (not (= (c-life p) gone)))))
