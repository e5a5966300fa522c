; One request, one end (group C9).

;; @rule sync-internal-complete
;; @title After a make, add or close that returned its final status the client runs its own
;;   completion, once, with that status.
;; @group C9 completion
;; @fault client or CM/MCM
;; @severity warning
;; @kind obligation
;; @page nf-ndis-ndiscladdparty.md
;; @section returns
;; @quote When NdisClAddParty returns anything other than NDIS_STATUS_PENDING, the client
;;   should make an internal call to its ProtocolClAddPartyComplete function.
;; @see nf-ndis-ndisclmakecall.md nf-ndis-ndisclclosecall.md nf-ndis-ndiscmactivatevc.md
;;   nf-ndis-ndiscmdeactivatevc.md
;; @reading Inlining the completion is allowed, so its absence is never held against
;;   anybody. Judged for make, add and close.
;; @message the client's own {event} has {status}, which is not what the call returned, or
;;   runs a second time
(define-fun sync-internal-complete ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (enters e ProtocolClAddPartyComplete) (not (nested e)) (not (= (status e) unlogged))
               (or (settled (c-add p)) (= (c-add p) self-run)))
          (and (enters e ProtocolClMakeCallComplete) (not (nested e)) (not (= (status e) unlogged))
               (or (settled (c-make v)) (= (c-make v) self-run)))
          (and (enters e ProtocolClCloseCallComplete) (not (nested e)) (not (= (status e) unlogged))
               (or (settled (c-close v)) (= (c-close v) self-run))))
      (ite (= (function e) ProtocolClAddPartyComplete)
        (and (not (= (c-add p) self-run)) (= (succeeds e) (= (c-add p) settled-well)))
      (ite (= (function e) ProtocolClMakeCallComplete)
        (and (not (= (c-make v) self-run)) (= (succeeds e) (= (c-make v) settled-well)))
        (and (not (= (c-close v) self-run)) (= (succeeds e) (= (c-close v) settled-well)))))))

;; @rule pending-delivered-once
;; @title A make, add or close that returned PENDING gets exactly one completion callback
;;   from NDIS, any other return gets none.
;; @group C9 completion
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndisclmakecall.md
;; @section returns
;; @quote Otherwise, NDIS calls the client's ProtocolClMakeCallComplete function when this
;;   operation is completed.
;; @reading D11: the callback may come before the return, which then has to be PENDING.
;;   Judged for make, add and close; in a two-sided recording NDIS owes the callback only
;;   once the call manager has ended the request.
;; @message a call on VC {vc} did not end exactly once: {event}
(define-fun pending-delivered-once ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (= (c-add p) pended) (not (by-make p)) (not (outstanding (m-add p))))
          (and (life-ends e) (= (handle e) unnamed)
               (or (and (= (c-make v) pended) (not (outstanding (m-make v))))
                   (and (= (c-close v) pended) (not (outstanding (m-close v))))))
          (and (returns e NdisClAddParty) (= (c-add p) answered) (not (= (status e) unlogged)))
          (and (returns e NdisClMakeCall) (= (c-make v) answered) (not (= (status e) unlogged)))
          (and (returns e NdisClCloseCall) (= (c-close v) answered) (not (= (status e) unlogged)))
          (and (enters e ProtocolClAddPartyComplete) (= (context e) named) (known (c-life p))
               (or (nested e) (not (or (settled (c-add p)) (= (c-add p) self-run)))))
          (and (enters e ProtocolClMakeCallComplete) (= (vc-name e) named)
               (not (uncertain (c-phase v)))
               (or (nested e) (not (or (settled (c-make v)) (= (c-make v) self-run)))))
          (and (enters e ProtocolClCloseCallComplete) (= (vc-name e) named)
               (not (uncertain (c-phase v)))
               (or (nested e) (not (or (settled (c-close v)) (= (c-close v) self-run))))))
      (ite (= (edge e) return) (pends e)
        (or (and (= (function e) ProtocolClAddPartyComplete) (outstanding (c-add p)))
            (and (= (function e) ProtocolClMakeCallComplete) (outstanding (c-make v)))
            (and (= (function e) ProtocolClCloseCallComplete) (outstanding (c-close v)))))))

(define-fun manager-completes ((e Event)) Bool
  (or (= (function e) NdisCmMakeCallComplete) (= (function e) NdisCmAddPartyComplete)
      (= (function e) NdisCmDropPartyComplete) (= (function e) NdisCmCloseCallComplete)))
(define-fun client-completion ((e Event)) Bool
  (or (= (function e) ProtocolClMakeCallComplete) (= (function e) ProtocolClAddPartyComplete)
      (= (function e) ProtocolClDropPartyComplete) (= (function e) ProtocolClCloseCallComplete)))
; What NDIS passes on inside this completion.
(define-fun relay-of ((v Vc) (p Party) (e Event)) Relay
  (ite (or (= (function e) NdisCmCloseCallComplete) (= (function e) ProtocolClCloseCallComplete))
    (close-delivery v)
    (ite (or (= (function e) NdisCmDropPartyComplete) (= (function e) ProtocolClDropPartyComplete))
      (drop-delivery p) (add-delivery p))))

;; @rule cm-complete-forwarded
;; @title Each Ndis[M]Cm...Complete makes NDIS call the client's matching completion once,
;;   with the same status.
;; @group C9 completion
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmaddpartycomplete.md
;; @section remarks
;; @quote A call to NdisCmAddPartyComplete causes NDIS to call the client's
;;   ProtocolClAddPartyComplete function.
;; @see nf-ndis-ndiscmdroppartycomplete.md nf-ndis-ndiscmclosecallcomplete.md
;;   making-a-call.md dropping-a-party-from-a-multipoint-call.md
;; @message the completion was not passed to the client exactly once with the same status:
;;   {event}
(define-fun cm-complete-forwarded ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (not (= (relay-of v p e) no-relay))
           (ite (= (edge e) return) (manager-completes e) (and (client-completion e) (nested e))))
      (ite (= (edge e) return) (= (relay-of v p e) relay-done)
        (and (= (relay-of v p e) relay-due) (not (= (status-echo e) echo-differs))))))

;; @rule complete-status-final
;; @title A completion call never has the status NDIS_STATUS_PENDING.
;; @group C9 completion
;; @fault CM/MCM or miniport
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscmaddpartycomplete.md
;; @section param Status [in]
;; @quote either NDIS_STATUS_SUCCESS or any NDIS_STATUS_XXX except NDIS_STATUS_PENDING.
;; @see nf-ndis-ndiscmdroppartycomplete.md nf-ndis-ndiscmclosecallcomplete.md
;;   nf-ndis-ndiscmmakecallcomplete.md nf-ndis-ndismcoactivatevccomplete.md
;;   nf-ndis-ndisclincomingcallcomplete.md
;; @message {event} reports NDIS_STATUS_PENDING as a final status
(define-fun complete-status-final ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmMakeCallComplete) (enters e NdisCmAddPartyComplete)
               (enters e NdisCmDropPartyComplete) (enters e NdisCmCloseCallComplete)
               (enters e NdisMCoActivateVcComplete) (enters e NdisMCoDeactivateVcComplete)
               (enters e NdisClIncomingCallComplete))
           (not (= (status e) unlogged)))
      (not (pends e))))

;; @rule complete-only-if-pended
;; @title A completion is called only for a request that its handler pended and that is not
;;   completed yet.
;; @group C9 completion
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscmdroppartycomplete.md
;; @section description
;; @quote returns the final status of a client's request, for which the call manager
;;   previously returned NDIS_STATUS_PENDING, to remove a party from a multipoint VC.
;; @reading D20: the completion may come while the handler is still running; the handler
;;   then has to return NDIS_STATUS_PENDING.
;; @message {event} completes a request that was not pended, or completes it once more
(define-fun complete-only-if-pended ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (enters e NdisCmDropPartyComplete) (= (handle e) named) (known (m-life p)))
          (and (enters e NdisCmAddPartyComplete) (= (handle e) named) (known (m-life p)))
          (and (enters e NdisCmMakeCallComplete)
               (or (= (vc-name e) never)
                   (and (= (vc-name e) named) (not (uncertain (m-phase v))))))
          (and (enters e NdisCmCloseCallComplete)
               (or (= (vc-name e) never)
                   (and (= (vc-name e) named) (not (uncertain (m-phase v))))))
          (and (returns e ProtocolCmDropParty) (= (m-drop p) answered)
               (not (= (status e) unlogged)))
          (and (returns e ProtocolCmAddParty) (= (m-add p) answered) (not (= (status e) unlogged)))
          (and (returns e ProtocolCmMakeCall) (= (m-make v) answered) (not (= (status e) unlogged)))
          (and (returns e ProtocolCmCloseCall) (= (m-close v) answered)
               (not (= (status e) unlogged))))
      (ite (= (edge e) return) (pends e)
        (ite (= (function e) NdisCmDropPartyComplete) (outstanding (m-drop p))
        (ite (= (function e) NdisCmAddPartyComplete) (outstanding (m-add p))
        (and (not (= (vc-name e) never))
             (ite (= (function e) NdisCmMakeCallComplete) (outstanding (m-make v))
               (outstanding (m-close v)))))))))
