; The call manager ends a call (group C6).

;; @rule inclose-active-or-offered
;; @title An incoming close names a VC that has an active or offered call.
;; @group C6 incoming close
;; @fault CM/MCM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscmdispatchincomingclosecall.md
;; @section description
;; @quote tells a client to tear down an active or offered call
;; @reading A dispatch that crosses the client's own close is a race (D4).
;; @message {event} names VC {vc}, which has no active or offered call
(define-fun inclose-active-or-offered ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDispatchIncomingCloseCall) (not (uncertain (m-phase v))))
      (or (= (m-phase v) in-call) (= (m-phase v) offered) (= (m-phase v) call-closing))))

;; @rule inclose-delivered
;; @title Inside Ndis[M]CmDispatchIncomingCloseCall NDIS calls ProtocolClIncomingCloseCall
;;   once, with the client's VC context.
;; @group C6 incoming close
;; @fault NDIS
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmdispatchincomingclosecall.md
;; @section remarks
;; @quote A call to NdisCmDispatchIncomingCloseCall causes NDIS to call the client's
;;   ProtocolClIncomingCloseCall function.
;; @message the incoming close of VC {vc} was not passed to the client exactly once and
;;   unchanged: {event}
(define-fun inclose-delivered ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (returns e NdisCmDispatchIncomingCloseCall)
               (not (= (close-indication v) no-relay)))
          (and (enters e ProtocolClIncomingCloseCall) (nested e)))
      (ite (= (edge e) return) (= (close-indication v) relay-done)
        (and (not (= (close-indication v) relay-done)) (not (= (vc-name e) differs))
             (not (= (data-echo e) echo-differs)) (not (= (status-echo e) echo-differs))))))

;; @rule inclose-success-only-last
;; @title A close that the remote party asked for is reported as such only when no other
;;   party remains.
;; @group C6 incoming close
;; @fault CM/MCM
;; @severity warning
;; @kind safety
;; @page nf-ndis-ndisclclosecall.md
;; @section remarks
;; @quote as long as more than one outstanding party exists on the client-created multipoint
;;   VC.
;; @message {event} reports a remote close of the whole call on VC {vc}, which still has
;;   several parties
(define-fun inclose-success-only-last ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCmDispatchIncomingCloseCall) (succeeds e) (= (form v) multipoint)
           (= (others-unclear o) none))
      (not (= (others-connected o) many))))

;; @rule inclose-client-drops-others
;; @title On an incoming close of its multipoint VC the client drops parties until one
;;   remains.
;; @group C6 incoming close
;; @fault client
;; @severity error
;; @kind obligation
;; @page nc-ndis-protocol_cl_incoming_close_call.md
;; @section remarks
;; @quote ProtocolClIncomingCloseCall must call NdisClDropParty one or more times until only
;;   a single party remains on its multipoint VC.
;; @see incoming-request-to-close-a-call.md
;; @implies close-others-dropped-first
;; @message {event} answers the incoming close of VC {vc} ({because}) while other parties
;;   are still connected
(define-fun inclose-client-drops-others ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (= (form v) multipoint) (not (= (inclose v) untold))
           (not (= (creator v) creator-manager))
           (or (has-call (c-phase v)) (uncertain (c-phase v))))
      (nobody-else e (others-up o) none none)))

;; @rule inclose-client-closes
;; @title The client answers an incoming close with NdisClCloseCall.
;; @group C6 incoming close
;; @fault client
;; @severity error
;; @kind obligation
;; @page nc-ndis-protocol_cl_incoming_close_call.md
;; @section remarks
;; @quote ProtocolClIncomingCloseCall must call NdisClCloseCall to acknowledge that the
;;   client will neither attempt to send nor expect to receive data on this particular VC.
;; @reading D15: due before the VC is deleted, used again, or the complete recording ends; a
;;   close called before the indication answers it too.
;; @message the incoming close of VC {vc} ({because}) was never answered with
;;   NdisClCloseCall
(define-fun inclose-client-closes ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (or (enters e vc-deleted) (enters e recording-ends)) (= (handle e) unnamed)
               (= (inclose v) told-owed))
          (and (enters e NdisClCloseCall) (= (inclose v) told-owed))
          (and (enters e ProtocolClIncomingCloseCall) (= (c-phase v) call-closing)))
      (or (enters e NdisClCloseCall) (enters e ProtocolClIncomingCloseCall))))

;; @rule inclose-no-traffic
;; @title From ProtocolClIncomingCloseCall on the client sends nothing on that VC.
;; @group C6 incoming close
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_incoming_close_call.md
;; @section param ProtocolVcContext [in]
;; @quote the client can neither send nor receive data on the VC designated by the
;;   NdisVcHandle that it stored in this context area.
;; @message {event} sends on VC {vc} after its incoming close ({because})
(define-fun inclose-no-traffic ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisCoSendNetBufferLists) (by-client e) (not (uncertain (c-phase v))))
      (not (inclosed v))))

;; @rule inclose-cm-vc-left-alone
;; @title The client leaves a VC that the call manager created to the call manager after an
;;   incoming close.
;; @group C6 incoming close
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_incoming_close_call.md
;; @section remarks
;; @quote If the call manager created this VC, ProtocolClIncomingCloseCall should return
;;   control after it calls NdisClCloseCall.
;; @message {event} deletes VC {vc}, which the call manager created, after an incoming close
(define-fun inclose-cm-vc-left-alone ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCoDeleteVc) (enters e NdisClCloseCall)) (by-client e) (inclosed v)
           (= (creator v) creator-manager))
      (not (enters e NdisCoDeleteVc))))

;; @rule inclose-failure-delete
;; @title After an incoming close with a failure status the client deletes the VC it
;;   created.
;; @group C6 incoming close
;; @fault client
;; @severity error
;; @kind obligation
;; @page incoming-request-to-close-a-call.md
;; @section Incoming Request to Close a Call
;; @quote If CloseStatus is not NDIS_STATUS_SUCCESS, ProtocolClIncomingCloseCall must call
;;   NdisCoDeleteVc.
;; @see nc-ndis-protocol_cl_incoming_close_call.md
;; @message VC {vc}, whose incoming close ({because}) had a failure status, is not deleted:
;;   {event}
(define-fun inclose-failure-delete ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (delete-due v)
           (or (enters e NdisClMakeCall) (enters e NdisCoDeleteVc)
               (and (enters e recording-ends) (= (handle e) unnamed))))
      (enters e NdisCoDeleteVc)))

;; @rule inclose-data-null-if-unsupported
;; @title An incoming close with NDIS_STATUS_SUCCESS has no close data on a medium that
;;   cannot carry it.
;; @group C6 incoming close
;; @fault CM/MCM
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cl_incoming_close_call.md
;; @section param CloseData [in]
;; @quote When CloseStatus is NDIS_STATUS_SUCCESS, this parameter is NULL if the underlying
;;   network medium does not support transfers of data when closing a connection.
;; @message {event} passes close data, but the medium does not carry data when a connection
;;   closes
(define-fun inclose-data-null-if-unsupported ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisCmDispatchIncomingCloseCall) (enters e ProtocolClIncomingCloseCall))
           (succeeds e) (= (medium e) medium-refuses) (not (= (data e) data-unlogged)))
      (= (data e) data-absent)))

;; @rule creator-deletes-vc
;; @title After the call is torn down the VC's creator, and nobody else, deletes the VC or
;;   reuses it.
;; @group C6 incoming close
;; @fault client or CM/MCM
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscmdispatchincomingclosecall.md
;; @section remarks
;; @quote After tearing down any call, the original creator of the VC is responsible for
;;   calling NdisCoDeleteVc after releasing any additional resources it had associated with
;;   the VC.
;; @see virtual-connections.md
;; @reading Due when the complete recording ends.
;; @message VC {vc} is not deleted by the driver that created it: {event}
(define-fun creator-deletes-vc ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (enters e NdisCoDeleteVc) (not (= (creator v) creator-unknown))
               (or (by-client e) (creates-as-manager e)))
          (and (enters e recording-ends) (= (handle e) unnamed) (was-closed v) (not (deleted v))
               (ite (= (creator v) creator-client) (not (= (c-phase v) phase-unseen))
                    (and (= (creator v) creator-manager) (not (= (m-phase v) phase-unseen))))))
      (and (enters e NdisCoDeleteVc)
           (= (creator v) (ite (creates-as-manager e) creator-manager creator-client)))))

;; @not-visible inclose-status-meaning
;; @group C6 incoming close
;; @page nc-ndis-protocol_cl_incoming_close_call.md
;; @quote Any other value indicates that problems on the network caused the call manager to
;;   terminate the connection.
;; @reason Whether the remote party or the network ended the call shows in no call between
;;   NDIS and the drivers.
