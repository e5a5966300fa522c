; Rules for the client that drops a party by itself (group C1).
;
; NdisClDropParty kills the handle at its entry; only an end without success revives it
; (D1, D2). The last party leaves by NdisClCloseCall.

;; @rule drop-known-handle
;; @title A client drops only parties whose handle NDIS gave it through a successful make or
;;   add.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscldropparty.md
;; @section param NdisPartyHandle [in]
;; @quote The client obtained this handle from a preceding call to NdisClAddParty or
;;   NdisClMakeCall.
;; @see nc-ndis-protocol_cl_make_call_complete.md
;; @reading A handle counts as unknown only when the client's recording shows its beginning
;;   (TraceBegin) and lost nothing since.
;; @message {event} names party {party}, a handle that no successful NdisClMakeCall or
;;   NdisClAddParty gave this client
(define-fun drop-known-handle ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClDropParty)
           (or (= (handle e) null) (= (handle e) never)
               (and (= (handle e) named) (known (c-life p)))))
      (and (= (handle e) named) (not (= (c-life p) failed)) (not (= (c-life p) adding)))))

;; @rule drop-handle-dead-at-call
;; @title From the entry of NdisClDropParty on, the client presents the party's handle no
;;   more, unless that drop ends without success.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote should consider the input NdisPartyHandle invalid as soon as it makes this call.
;; @message {event} presents party {party} again after it was dropped at {because}
(define-fun drop-handle-dead-at-call ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall))
           (= (handle e) named) (known (c-life p)))
      (not (or (= (c-life p) gone) (and (= (c-life p) closed) (outstanding (c-drop p)))
               (and (= (c-life p) dropping)
                    (or (returns-logged e) (not (= (c-drop p) entered))))))))

;; @rule drop-not-the-last
;; @title NdisClDropParty is called only while another party of the VC remains; the last one
;;   leaves by NdisClCloseCall.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section NDIS_STATUS_FAILURE
;; @quote The given party was the last remaining on the client's multipoint VC.
;; @see nc-ndis-protocol_cl_incoming_drop_party.md
;; @reading D3: parties whose drop was called do not remain. Deviation from D3: a party
;;   still being added does remain, because its add may yet succeed and real clients count
;;   it. Judged only where no party of the VC can be missing from the recording.
;; @message {event} drops party {party}, the last one remaining on VC {vc}; it has to leave
;;   by NdisClCloseCall
(define-fun drop-not-the-last ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClDropParty) (= (handle e) named) (= (c-life p) up) (whole v)
           (= (others-unsure o) none))
      (or (not (= (others-up o) none)) (not (= (others-adding o) none)))))

;; @rule last-party-by-close
;; @title When a drop leaves one party on a VC that is being torn down, that party leaves by
;;   NdisClCloseCall.
;; @group C1 client drop
;; @fault client
;; @severity warning
;; @kind obligation
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section remarks
;; @quote If only one more party remains on its multipoint VC, the client should drop that
;;   party by passing its NdisPartyHandle to NdisClCloseCall.
;; @see dropping-a-party-from-a-multipoint-call.md
;; @reading That the VC is being torn down shows when it is deleted, or when the recording
;;   ends complete.
;; @implies drop-any-order-all-released
;; @message a drop left party {party} as the only one on VC {vc}, and it was never closed
;;   with NdisClCloseCall
(define-fun last-party-by-close ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (reduced v) (= (c-life p) up)
           (or (enters e vc-deleted) (enters e recording-ends) (enters e NdisClCloseCall)))
      (enters e NdisClCloseCall)))

;; @rule drop-size-null
;; @title The size given to NdisClDropParty is zero when there is no buffer.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind parameter
;; @page nf-ndis-ndiscldropparty.md
;; @section param Size [in, optional]
;; @quote Specifies the size in bytes at Buffer, zero if Buffer is NULL.
;; @message {event} gives no close data but a size other than zero
(define-fun drop-size-null ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClDropParty) (not (= (data e) data-unlogged))
           (not (= (size e) size-unlogged)))
      (=> (= (data e) data-absent) (= (size e) size-zero))))

;; @rule drop-data-null-if-unsupported
;; @title No close data is given for a drop on a medium that cannot carry data at
;;   disconnect.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind parameter
;; @page nc-ndis-protocol_cm_drop_party.md
;; @section param CloseData [in, optional]
;; @quote This parameter is NULL if the underlying network medium does not support transfers
;;   of data when closing a connection.
;; @see nf-ndis-ndiscldropparty.md
;; @message {event} gives close data, but the medium does not carry data when a connection
;;   closes
(define-fun drop-data-null-if-unsupported ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClDropParty) (= (medium e) medium-refuses)
           (not (= (data e) data-unlogged)))
      (= (data e) data-absent)))

;; @rule drop-sync-internal-complete
;; @title After a drop that returned its final status the client runs its own completion,
;;   once, with that status.
;; @group C1 client drop
;; @fault client
;; @severity warning
;; @kind obligation
;; @page nf-ndis-ndiscldropparty.md
;; @section returns
;; @quote When NdisClDropParty returns anything other than NDIS_STATUS_PENDING, the client
;;   should make an internal call to its ProtocolClDropPartyComplete function.
;; @reading Inlining the completion is allowed, so its absence is never held against a
;;   client; a logged one has to agree in success or failure, and be the only one.
;; @message ProtocolClDropPartyComplete runs for party {party} with {status}, which is not
;;   what NdisClDropParty returned or not the first time
(define-fun drop-sync-internal-complete ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e ProtocolClDropPartyComplete) (not (nested e)) (not (= (status e) unlogged))
           (or (settled (c-drop p)) (= (c-drop p) self-run)))
      (and (not (= (c-drop p) self-run)) (= (succeeds e) (= (c-drop p) settled-well)))))

;; @rule drop-failure-then-close
;; @title A party whose drop ended with NDIS_STATUS_FAILURE is the last one: the client
;;   closes the call with it.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind obligation
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section NDIS_STATUS_FAILURE
;; @quote Therefore, the client should call NdisClCloseCall to drop this party.
;; @reading D10: a retry of the drop is as good, since an add may have completed in between.
;; @implies drop-any-order-all-released
;; @message the drop of party {party} ended with NDIS_STATUS_FAILURE at {because}, and it
;;   was never passed to NdisClCloseCall
(define-fun drop-failure-then-close ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (refused p) (= (c-life p) up)
           (or (life-ends e) (enters e NdisClCloseCall) (enters e NdisClDropParty)))
      (not (life-ends e))))

;; @rule drop-context-release
;; @title A party context is released or reused only after the drop, close or failed add of
;;   its party has ended.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind resource
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section remarks
;; @quote can either release the client-allocated per-party context area or prepare it for
;;   reuse in a subsequent call to NdisClAddParty.
;; @see nf-ndis-ndiscldropparty.md nf-ndis-ndiscmdroppartycomplete.md
;; @reading A trace shows no release; it shows the context given to a new party.
;; @message {event} hands NDIS the context of party {party}, which is still alive
(define-fun drop-context-release ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e context-reused) (known (c-life p)))
      (or (= (c-life p) gone) (= (c-life p) closed) (= (c-life p) failed))))

;; @rule drop-chain-valid-handle
;; @title A drop made inside ProtocolClDropPartyComplete names a party that remains on the
;;   VC.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind safety
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @section remarks
;; @quote can call NdisClDropParty with any valid NdisPartyHandle to one of the remaining
;;   parties on the client's active multipoint VC.
;; @see dropping-a-party-from-a-multipoint-call.md
;; @message inside ProtocolClDropPartyComplete, {event} names party {party}, which is not
;;   one of the remaining parties
(define-fun drop-chain-valid-handle ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClDropParty) (= (inside e) inside-drop-complete)
           (or (= (handle e) null) (= (handle e) never)
               (and (= (handle e) named) (known (c-life p)))))
      (and (= (handle e) named) (= (c-life p) up))))

;; @rule drop-count-guideline
;; @title Before it closes a multipoint call the client has called NdisClDropParty as often
;;   as its adds succeeded.
;; @group C1 client drop
;; @fault client
;; @severity warning
;; @kind obligation
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote As a general guideline, a client must call NdisClDropParty as many times as it
;;   called NdisClAddParty with a particular NdisVcHandle
;; @message {event} closes the call on VC {vc} although the drops called so far do not match
;;   the parties added
(define-fun drop-count-guideline ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (enters e NdisClCloseCall) (= (form v) multipoint) (whole v)
           (= (others-unsure o) none) (= (handle e) named) (known (c-life p)))
      (and (= (others-up o) none) (not (= (c-life p) dropping)) (not (= (c-life p) gone)))))

;; @rule drop-any-order-all-released
;; @title Every party is released exactly once, in any order: by NdisClDropParty, or the
;;   last by NdisClCloseCall.
;; @group C1 client drop
;; @fault client
;; @severity error
;; @kind obligation
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote The client can release parties on its multipoint VC in any order, as long as it
;;   releases every NdisPartyHandle returned by NdisClAddParty or NdisClMakeCall
;; @see dropping-a-party-from-a-multipoint-call.md nc-ndis-protocol_cl_add_party_complete.md
;; @message party {party} of VC {vc} is not released exactly once: {event}
(define-fun drop-any-order-all-released ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (or (and (life-ends e) (known (c-life p)) (not (= (c-life p) failed)))
          (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall)) (= (handle e) named)
               (known (c-life p)) (or (returns-logged e) (not (= (c-close v) entered)))))
      (ite (life-ends e)
        (not (= (c-life p) up))
        (not (or (= (c-life p) closing)
                 (and (= (c-life p) closed) (not (outstanding (c-drop p)))))))))

;; @rule drop-usual-places
;; @title Drops usually come from ProtocolClIncomingDropParty, from a tear-down, or from an
;;   add with unacceptable parameters.
;; @group C1 client drop
;; @fault client
;; @severity note
;; @kind safety
;; @page nf-ndis-ndiscldropparty.md
;; @section remarks
;; @quote Clients usually call NdisClDropParty in either of the following circumstances
;; @see nc-ndis-protocol_cl_add_party_complete.md
;; @reading A note, never a violation by itself. That a drop was no part of a tear-down
;;   shows when the client adds a party afterwards.
;; @message {event} adds a party after a drop on VC {vc} ({because}) that no incoming drop,
;;   tear-down or add had caused
(define-fun drop-usual-places ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (enters e NdisClAddParty) (not (strayed v))))

;; @not-visible drop-null-handle-on-reuse
;; @group C1 client drop
;; @page nf-ndis-ndiscldropparty.md
;; @quote should reset the handle variable to NULL if it reinitializes its per-party context
;;   area for reuse when the party has been dropped.
;; @reason Whether the client sets the handle stored in its own context area to NULL happens
;;   in its memory and shows in no call.

;; @not-visible client-counts-parties
;; @group C1 client drop
;; @page nf-ndis-ndiscldropparty.md
;; @quote the local client must keep track of the number of active parties on its multipoint
;;   VCs
;; @reason How the client counts shows only in what it drops and closes: drop-not-the-last
;;   and close-others-dropped-first.
