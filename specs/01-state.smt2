; What is remembered of a VC and of a party, and what is counted of the other parties.
;
; A party has two halves, the client's view (c-...) and the call manager's (m-...); a
; recording of one side leaves the other half `unseen`. Each operation says where it stands,
; inside its call as well, so that every documented nesting and crossing is a state.

; unseen   this side has logged nothing about the party
; failed   the make or add ended without success: there never was a party
; gone     dropped with success; closed: left with the call
; unsure   the recording does not say
(declare-datatypes ((Life 0)) (((unseen) (adding) (up) (dropping) (closing) (gone) (closed)
  (failed) (unsure))))

; A call in progress, from the side of the one who made it (or whose handler it is).
; idle           no call, or the last one is through
; entered        in the call; neither returned nor completed
; answered       completed before it returned: it has to return PENDING
; pended         returned PENDING; the completion is owed
; settled-well   returned NDIS_STATUS_SUCCESS; the caller's own completion may follow
; settled-badly  returned another final status; likewise
; self-run       that own completion ran
(declare-datatypes ((Call 0)) (((idle) (entered) (answered) (pended) (settled-well)
  (settled-badly) (self-run))))

; What NDIS passes on from one driver to the other inside a call.
(declare-datatypes ((Relay 0)) (((no-relay) (relay-due) (relay-done))))

; An incoming drop or close, and the client's answer to it: owed, given, or given before the
; indication came, so that none is owed.
(declare-datatypes ((Told 0)) (((untold) (told-owed) (told-met) (told-late))))

(declare-datatypes ((Party 0)) (((party
  (c-life Life)
  (c-add Call)               ; NdisClMakeCall or NdisClAddParty that brings the party
  (c-drop Call)
  (by-make Bool)             ; it came with NdisClMakeCall
  (told Told)                ; ProtocolClIncomingDropParty
  (refused Bool)             ; its last drop ended with NDIS_STATUS_FAILURE
  (redropped Bool)           ; dropped once more while its handle was not usable
  (m-life Life)
  (m-add Call) (m-drop Call)
  (m-told Bool)              ; an incoming drop was dispatched for it
  (m-ending Bool)            ; in Ndis[M]CmDropPartyComplete(SUCCESS), not returned
  (add-forward Relay) (drop-forward Relay)    ; client's request -> call manager's handler
  (add-delivery Relay) (drop-delivery Relay)  ; call manager's completion -> client's callback
  (indication Relay)))))     ; incoming drop dispatched -> client's callback

(declare-datatypes ((Creator 0)) (((creator-unknown) (creator-client) (creator-manager))))
(declare-datatypes ((Form 0)) (((form-unknown) (multipoint) (point-to-point))))
; none: no call on the VC. offered, accepted: a call that came in.
(declare-datatypes ((Phase 0)) (((phase-unseen) (no-call) (setup) (in-call) (call-closing)
  (offered) (phase-unsure))))
(declare-datatypes ((Activation 0)) (((activation-unknown) (inactive) (activating) (active)
  (deactivating))))
(declare-datatypes ((Sends 0)) (((no-sends) (sends-maybe) (sends-out))))
(declare-datatypes ((Birth 0)) (((birth-unseen) (born-in-bind) (born-elsewhere))))

(declare-datatypes ((Vc 0)) (((vc
  (creator Creator)
  (whole Bool)               ; its creation (or rundown) is in the recording: no party is missing
  (birth Birth)
  (form Form)
  (c-phase Phase)            ; the client's view of the call
  (c-make Call) (c-close Call)
  (inclose Told)             ; ProtocolClIncomingCloseCall
  (inclosed Bool)            ; it was indicated since the last successful make
  (delete-due Bool)          ; it came with a failure status: the client deletes the VC
  (close-called Bool)        ; NdisClCloseCall was called since the last successful make
  (was-closed Bool)          ; the call was closed with success, the VC not reused since
  (retired Bool)             ; the client may not touch the call manager's VC any more
  (sends Sends)              ; the client's sends
  (reduced Bool)             ; a drop left exactly one party, none was added since
  (deserted Bool)            ; while the drops in progress were, no party was surely connected
                             ; for a moment at least
  (strayed Bool)             ; a drop outside its usual places, no close since
  (deleting Bool)            ; inside the creator's delete
  (deleted Bool)             ; a delete of it returned, and not as failed
  (c-seen Bool)              ; the client was told of the VC
  (m-phase Phase)            ; the call manager's view of the call
  (m-make Call) (m-close Call)
  (crowded Bool)             ; ProtocolCmCloseCall came while another party was connected
  (m-closed Bool)            ; the call manager ended the close with success
  (m-shut Bool)              ; likewise, and the VC was not activated again
  (activation Activation)
  (close-forward Relay) (close-delivery Relay) (close-indication Relay)))))

(declare-datatypes ((Amount 0)) (((none) (one) (many))))

; How many OTHER parties of the VC are in a class. Each field X has its class in-X below;
; the checker keeps the real counts.
(declare-datatypes ((Census 0)) (((census
  (others-up Amount) (others-steady Amount) (others-adding Amount) (others-dropping Amount)
  (others-unsure Amount) (others-owed Amount)
  (others-connected Amount) (others-told Amount) (others-leaving Amount)
  (others-pending Amount) (others-unclear Amount)))))

; The client's count.
(define-fun in-others-up ((p Party)) Bool (= (c-life p) up))
(define-fun in-others-steady ((p Party)) Bool (and (= (c-life p) up) (= (told p) untold)))
(define-fun in-others-adding ((p Party)) Bool (= (c-life p) adding))
(define-fun in-others-dropping ((p Party)) Bool (= (c-life p) dropping))
(define-fun in-others-unsure ((p Party)) Bool
  (or (= (c-life p) unsure)
      (and (= (c-life p) unseen)
           (or (= (m-life p) adding) (= (m-life p) up) (= (m-life p) dropping)
               (= (m-life p) unsure)))))
(define-fun in-others-owed ((p Party)) Bool (and (= (c-life p) up) (= (told p) told-owed)))
; The call manager's count.
(define-fun in-others-connected ((p Party)) Bool (and (= (m-life p) up) (not (m-told p))))
(define-fun in-others-told ((p Party)) Bool (and (= (m-life p) up) (m-told p)))
(define-fun in-others-leaving ((p Party)) Bool (= (m-life p) dropping))
(define-fun in-others-pending ((p Party)) Bool (= (m-life p) adding))
(define-fun in-others-unclear ((p Party)) Bool
  (or (= (m-life p) unsure)
      (and (= (m-life p) unseen)
           (or (= (c-life p) adding) (= (c-life p) up) (= (c-life p) dropping)
               (= (c-life p) unsure)))))

; Nothing known yet: of a VC or party that the recording has not shown before.
(define-fun vc-initial () Vc
  (vc creator-unknown false birth-unseen form-unknown phase-unseen idle idle untold false
      false false false false sends-maybe false false false false false false phase-unseen idle
      idle false false false activation-unknown no-relay no-relay no-relay))
(define-fun party-initial () Party
  (party unseen idle idle false untold false false unseen idle idle false false no-relay
         no-relay no-relay no-relay no-relay))

; Shorthand for rules.
(define-fun known ((l Life)) Bool (not (or (= l unseen) (= l unsure))))
; The handle may be presented to NDIS, as far as the recording can tell.
(define-fun usable ((l Life)) Bool (or (= l up) (not (known l))))
(define-fun outstanding ((c Call)) Bool (or (= c entered) (= c pended)))
(define-fun settled ((c Call)) Bool (or (= c settled-well) (= c settled-badly)))

; There is a call, up or being closed.
(define-fun has-call ((p Phase)) Bool (or (= p in-call) (= p call-closing)))

; Nothing can happen to the party any more but by mistake.
(define-fun party-ended ((p Party)) Bool
  (and (not (= (c-life p) adding)) (not (= (c-life p) up)) (not (= (c-life p) dropping))
       (not (= (c-life p) closing)) (not (= (c-life p) unsure))
       (not (= (m-life p) adding)) (not (= (m-life p) up)) (not (= (m-life p) dropping))
       (not (= (m-life p) closing)) (not (= (m-life p) unsure))
       (not (and (= (c-life p) unseen) (= (m-life p) unseen)))))

; NDIS may still hand the party's context back to the client.
(define-fun context-in-use ((p Party)) Bool
  (or (= (c-life p) adding) (= (c-life p) up) (= (c-life p) dropping) (= (c-life p) closing)))
