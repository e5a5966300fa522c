; How VC and party move on: for each field X of their records the function X-after gives
; its value after an event, total, whether or not the event was legal. An event that makes
; no sense in a state leaves it as it is; a status that was not logged leads to `unsure`,
; never to a guess.
;
; The checker steps an event only on the VC and the party it is about, and the return of a
; call only if it is the newest one of its kind on that party or VC.

; What one side knew of a VC or party is in doubt.
(define-fun client-in-doubt ((e Event)) Bool (and (enters e obscured) (not (by-manager e))))
(define-fun manager-in-doubt ((e Event)) Bool (and (enters e obscured) (not (by-client e))))
(define-fun doubted ((l Life)) Life (ite (or (= l unseen) (= l adding)) l unsure))

(define-fun open-to-call ((p Phase)) Bool
  (or (= p no-call) (= p phase-unseen) (= p phase-unsure)))
(define-fun accepts-make ((v Vc)) Bool (open-to-call (c-phase v)))
(define-fun makes ((v Vc) (e Event)) Bool (and (enters e NdisClMakeCall) (accepts-make v)))
(define-fun uncertain ((p Phase)) Bool (or (= p phase-unseen) (= p phase-unsure)))

; A completion that says PENDING completes nothing.
(define-fun completes ((e Event) (f Function)) Bool (and (enters e f) (not (pends e))))

; The request's call, seen by its caller: f is called, done completes it.
(define-fun call-after ((c Call) (f Function) (done Function) (accepted Bool) (e Event)) Call
  (ite (enters e f) (ite accepted entered c)
  (ite (returns e f)
    (ite (= c entered)
      (ite (pends e) pended (ite (succeeds e) settled-well (ite (fails e) settled-badly idle)))
      (ite (= c answered) idle c))
  (ite (completes e done)
    (ite (= c entered) answered (ite (settled c) self-run (ite (= c pended) idle c)))
    c))))

; Is the call let in? One that makes no sense in the state is none: its return says nothing.
(define-fun accepts-close ((v Vc)) Bool
  (not (or (= (c-phase v) no-call) (= (c-phase v) call-closing))))
(define-fun taken-up ((v Vc) (p Party) (e Event)) Bool
  (ite (enters e NdisClMakeCall) (accepts-make v)
  (ite (enters e NdisClDropParty) (usable (c-life p))
  (ite (enters e NdisClCloseCall) (accepts-close v)
  (ite (enters e ProtocolCmDropParty) (usable (m-life p))
    true)))))

; ------------------------------------------------------------------ party: the client's half

(define-fun makes-or-adds ((e Event)) Bool
  (or (= (function e) NdisClMakeCall) (= (function e) NdisClAddParty)))
; An add never completes by the make's callback, nor a make by the add's.
(define-fun completes-make-or-add ((p Party) (e Event)) Bool
  (or (completes e ProtocolClMakeCallComplete)
      (and (completes e ProtocolClAddPartyComplete) (not (by-make p)))))

; The instant an operation of the client ends, by return or by completion callback.
(define-fun ends-add ((p Party) (e Event)) Bool
  (or (and (makes-or-adds e) (= (edge e) return) (= (c-add p) entered) (not (pends e)))
      (and (completes-make-or-add p e) (not (settled (c-add p))) (not (= (c-add p) self-run)))))
(define-fun ends-drop ((p Party) (e Event)) Bool
  (or (and (returns e NdisClDropParty) (= (c-drop p) entered) (not (pends e)))
      (and (completes e ProtocolClDropPartyComplete) (outstanding (c-drop p)))))
(define-fun ends-close ((v Vc) (e Event)) Bool
  (or (and (returns e NdisClCloseCall) (= (c-close v) entered) (not (pends e)))
      (and (completes e ProtocolClCloseCallComplete)
           (or (outstanding (c-close v)) (uncertain (c-phase v))))))
(define-fun ends-make ((v Vc) (e Event)) Bool
  (or (and (returns e NdisClMakeCall) (= (c-make v) entered) (not (pends e)))
      (and (completes e ProtocolClMakeCallComplete)
           (or (outstanding (c-make v)) (uncertain (c-phase v))))))

(define-fun outcome ((well Life) (badly Life) (e Event)) Life
  (ite (succeeds e) well (ite (fails e) badly unsure)))

; How far an add, drop or close was when the recording began, a rundown does not say.
(define-fun alive-life ((call Phase) (e Event)) Life
  (ite (and (or (= (alive e) alive-up) (= (alive e) alive-told)) (not (= call phase-unsure)))
    up unsure))

(define-fun c-life-after ((v Vc) (p Party) (o Census) (e Event)) Life
  (ite (client-in-doubt e) (doubted (c-life p))
  (ite (enters e NdisClMakeCall) (ite (accepts-make v) adding (c-life p))
  (ite (enters e NdisClAddParty) adding
  (ite (ends-add p e)
    (ite (or (= (c-life p) adding) (not (known (c-life p)))) (outcome up failed e) (c-life p))
  (ite (enters e NdisClDropParty) (ite (usable (c-life p)) dropping (c-life p))
  (ite (or (ends-drop p e) (and (completes e ProtocolClDropPartyComplete) (not (known (c-life p)))))
    (ite (or (= (c-life p) dropping) (not (known (c-life p)))) (outcome gone up e) (c-life p))
  (ite (enters e NdisClCloseCall)
    (ite (and (usable (c-life p)) (accepts-close v)) closing (c-life p))
  (ite (ends-close v e) (ite (= (c-life p) closing) (outcome closed up e) (c-life p))
  (ite (or (enters e call-closed) (enters e vc-deleted))
    (ite (or (= (c-life p) unseen) (= (c-life p) gone) (= (c-life p) failed)) (c-life p) closed)
  (ite (and (enters e rundown) (not (by-manager e))) (alive-life (c-phase v) e)
    (c-life p))))))))))))

(define-fun c-add-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (= (function e) NdisClAddParty)
    (call-after (c-add p) NdisClAddParty ProtocolClAddPartyComplete true e)
  (ite (enters e ProtocolClAddPartyComplete)
    (ite (by-make p) (c-add p)
      (call-after (c-add p) NdisClAddParty ProtocolClAddPartyComplete true e))
    (call-after (c-add p) NdisClMakeCall ProtocolClMakeCallComplete (taken-up v p e) e))))

(define-fun c-drop-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (client-in-doubt e) idle
  (ite (enters e NdisClAddParty) idle
    (call-after (c-drop p) NdisClDropParty ProtocolClDropPartyComplete (taken-up v p e) e))))

(define-fun by-make-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (or (enters e NdisClMakeCall) (enters e ProtocolCmMakeCall)
      (enters e ProtocolClMakeCallComplete) (enters e NdisCmMakeCallComplete) (by-make p)))

(define-fun told-after ((v Vc) (p Party) (o Census) (e Event)) Told
  (ite (client-in-doubt e) untold
  (ite (enters e ProtocolClIncomingDropParty)
    (ite (= (told p) untold)
      (ite (or (usable (c-life p)) (= (c-life p) adding)) told-owed
        (ite (or (= (c-life p) dropping) (= (c-life p) closing)) told-late untold))
      (told p))
  (ite (and (or (enters e NdisClDropParty) (enters e NdisClCloseCall)) (= (told p) told-owed)
            (usable (c-life p))) told-met
    (ite (and (or (and (ends-drop p e) (= (c-life p) dropping))
                (and (ends-close v e) (= (c-life p) closing))) (fails e)
            (or (= (told p) told-met) (= (told p) told-late))) told-owed
  (ite (and (enters e rundown) (not (by-manager e)) (= (alive e) alive-told)) told-owed
    (told p)))))))

(define-fun refused-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (or (enters e NdisClDropParty) (enters e NdisClCloseCall)) false
  (ite (and (ends-drop p e) (= (c-life p) dropping))
    (and (= (status e) failure) (not (= (c-phase v) call-closing)))
    (refused p)))))

(define-fun redropped-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (or (redropped p) (and (enters e NdisClDropParty) (not (usable (c-life p))))))

; ------------------------------------------------------------ party: the call manager's half

(define-fun m-adds ((e Event)) Bool
  (or (= (function e) ProtocolCmMakeCall) (= (function e) ProtocolCmAddParty)))
(define-fun m-completes-add ((e Event)) Bool
  (or (= (function e) NdisCmMakeCallComplete) (= (function e) NdisCmAddPartyComplete)))

(define-fun m-ends-add ((p Party) (e Event)) Bool
  (or (and (m-adds e) (= (edge e) return) (= (m-add p) entered) (not (pends e)))
      (and (m-completes-add e) (= (edge e) enter) (not (pends e)))))
(define-fun m-ends-drop ((p Party) (e Event)) Bool
  (or (and (returns e ProtocolCmDropParty) (= (m-drop p) entered) (not (pends e)))
      (and (completes e NdisCmDropPartyComplete)
           (or (outstanding (m-drop p)) (not (known (m-life p)))))))
(define-fun m-ends-close ((v Vc) (e Event)) Bool
  (or (and (returns e ProtocolCmCloseCall) (= (m-close v) entered) (not (pends e)))
      (and (completes e NdisCmCloseCallComplete)
           (or (outstanding (m-close v)) (uncertain (m-phase v))))))

(define-fun m-life-after ((v Vc) (p Party) (o Census) (e Event)) Life
  (ite (manager-in-doubt e) (doubted (m-life p))
  (ite (and (m-adds e) (= (edge e) enter)) adding
  (ite (m-ends-add p e)
    (ite (or (= (m-life p) adding) (not (known (m-life p)))) (outcome up failed e) (m-life p))
  (ite (enters e ProtocolCmDropParty) (ite (usable (m-life p)) dropping (m-life p))
  (ite (m-ends-drop p e)
    (ite (or (= (m-life p) dropping) (not (known (m-life p))))
      ; An MCM may use the handle until NdisMCmDropPartyComplete returns (D18).
      (ite (and (enters e NdisCmDropPartyComplete) (= (spelling e) NdisMCm) (succeeds e))
        dropping (outcome gone up e))
      (m-life p))
  (ite (and (returns e NdisCmDropPartyComplete) (m-ending p)) gone
  (ite (enters e ProtocolCmCloseCall) (ite (usable (m-life p)) closing (m-life p))
  (ite (m-ends-close v e) (ite (= (m-life p) closing) (outcome closed up e) (m-life p))
  (ite (or (enters e call-closed) (enters e vc-deleted))
    (ite (or (= (m-life p) unseen) (= (m-life p) gone) (= (m-life p) failed)) (m-life p) closed)
  (ite (and (enters e rundown) (by-manager e)) (alive-life (m-phase v) e)
    (m-life p))))))))))))

; A handler of the call manager: like call-after, but nothing runs by itself afterwards.
(define-fun handler-after ((c Call) (f Function) (done Function) (accepted Bool) (e Event)) Call
  (ite (enters e f) (ite accepted entered c)
  (ite (returns e f)
    (ite (= c entered)
      (ite (pends e) pended (ite (succeeds e) settled-well (ite (fails e) settled-badly idle)))
      (ite (= c answered) idle c))
  (ite (completes e done)
    (ite (= c entered) answered (ite (= c pended) idle c))
    c))))

(define-fun m-add-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (or (= (function e) ProtocolCmMakeCall) (= (function e) NdisCmMakeCallComplete))
    (handler-after (m-add p) ProtocolCmMakeCall NdisCmMakeCallComplete true e)
    (handler-after (m-add p) ProtocolCmAddParty NdisCmAddPartyComplete true e)))
(define-fun m-drop-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (manager-in-doubt e) idle
  (handler-after (m-drop p) ProtocolCmDropParty NdisCmDropPartyComplete (taken-up v p e) e)))

(define-fun m-told-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (and (m-adds e) (= (edge e) enter)) false
    (or (m-told p) (enters e NdisCmDispatchIncomingDropParty)
        (and (enters e rundown) (by-manager e) (= (alive e) alive-told)))))

(define-fun m-ending-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (enters e NdisCmDropPartyComplete)
    (and (succeeds e) (or (m-ends-drop p e) (m-ending p)))
  (ite (returns e NdisCmDropPartyComplete) false (m-ending p))))

; ----------------------------------------------------------------- party: what NDIS passes on

(define-fun relay-after ((r Relay) (starts Bool) (arrives Bool) (ends Bool)) Relay
  (ite starts relay-due (ite (and arrives (= r relay-due)) relay-done (ite ends no-relay r))))

(define-fun add-forward-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (add-forward p)
    (and (enters e NdisClAddParty) (not (= (m-phase v) phase-unseen)))
    (enters e ProtocolCmAddParty)
    (returns e NdisClAddParty)))
(define-fun drop-forward-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (drop-forward p)
    (and (enters e NdisClDropParty) (= (c-life p) up) (not (= (m-life p) unseen)))
    (enters e ProtocolCmDropParty)
    (returns e NdisClDropParty)))
(define-fun add-delivery-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (add-delivery p)
    (and (m-completes-add e) (= (edge e) enter) (not (= (c-life p) unseen)))
    (or (enters e ProtocolClMakeCallComplete) (enters e ProtocolClAddPartyComplete))
    (and (m-completes-add e) (= (edge e) return))))
(define-fun drop-delivery-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (drop-delivery p)
    (and (enters e NdisCmDropPartyComplete) (not (= (c-life p) unseen)))
    (enters e ProtocolClDropPartyComplete)
    (returns e NdisCmDropPartyComplete)))
(define-fun indication-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (indication p)
    (and (enters e NdisCmDispatchIncomingDropParty)
         (or (= (c-life p) up) (= (c-life p) dropping) (= (c-life p) closing)))
    (enters e ProtocolClIncomingDropParty)
    (returns e NdisCmDispatchIncomingDropParty)))

; ------------------------------------------------------------------------------------- VC

(define-fun is-mcm-spelled ((e Event)) Bool (= (spelling e) NdisMCm))
(define-fun creates-as-manager ((e Event)) Bool (or (by-manager e) (is-mcm-spelled e)))

(define-fun creator-after ((v Vc) (p Party) (o Census) (e Event)) Creator
  (ite (enters e NdisCoCreateVc)
    (ite (creates-as-manager e) creator-manager (ite (by-client e) creator-client creator-unknown))
  (ite (not (= (creator v) creator-unknown)) (creator v)
  (ite (enters e ProtocolCoCreateVc)
    (ite (by-client e) creator-manager (ite (by-manager e) creator-client creator-unknown))
  (ite (or (makes v e) (enters e NdisClAddParty)) creator-client
  (ite (or (enters e ProtocolClIncomingCall) (enters e NdisCmDispatchIncomingCall))
    creator-manager
    (creator v)))))))

(define-fun whole-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (enters e obscured) false
  (or (whole v) (enters e NdisCoCreateVc) (enters e ProtocolCoCreateVc) (enters e rundown))))

(define-fun birth-after ((v Vc) (p Party) (o Census) (e Event)) Birth
  (ite (enters e NdisCoCreateVc)
    (ite (= (inside e) inside-bind) born-in-bind
      (ite (returns-logged e) born-elsewhere birth-unseen))
    (birth v)))

(define-fun form-after ((v Vc) (p Party) (o Census) (e Event)) Form
  (ite (makes v e)
    (ite (= (context e) null) point-to-point
      (ite (= (context e) unnamed) form-unknown multipoint))
  (ite (and (enters e ProtocolCmMakeCall) (= (c-phase v) phase-unseen))
    (ite (= (handle e) null) point-to-point
      (ite (= (handle e) unnamed) form-unknown multipoint))
  (ite (or (enters e ProtocolClIncomingCall) (enters e NdisCmDispatchIncomingCall)) point-to-point
  (ite (and (= (form v) form-unknown)
            (or (enters e NdisClAddParty) (enters e NdisClDropParty)
                (enters e ProtocolCmAddParty) (enters e ProtocolCmDropParty))) multipoint
    (form v))))))


(define-fun phase-outcome ((well Phase) (badly Phase) (e Event)) Phase
  (ite (succeeds e) well (ite (fails e) badly phase-unsure)))

(define-fun c-phase-after ((v Vc) (p Party) (o Census) (e Event)) Phase
  (ite (client-in-doubt e) (ite (= (c-phase v) phase-unseen) phase-unseen phase-unsure)
  (ite (and (enters e NdisCoCreateVc) (not (creates-as-manager e))) no-call
  (ite (and (enters e ProtocolCoCreateVc) (by-client e)) no-call
  (ite (makes v e) setup
  (ite (ends-make v e)
    (ite (or (= (c-phase v) setup) (uncertain (c-phase v))) (phase-outcome in-call no-call e)
      (c-phase v))
  (ite (enters e NdisClCloseCall) (ite (accepts-close v) call-closing (c-phase v))
  (ite (ends-close v e) (phase-outcome no-call in-call e)
  (ite (enters e ProtocolClIncomingCall) offered
  (ite (and (or (returns e ProtocolClIncomingCall) (enters e NdisClIncomingCallComplete))
            (= (c-phase v) offered) (fails e)) no-call
  (ite (enters e ProtocolClCallConnected) in-call
  (ite (and (enters e rundown) (not (by-manager e)))
    (ite (= (alive e) alive-idle) no-call
    (ite (= (alive e) alive-up) in-call phase-unsure))
    (c-phase v)))))))))))))

(define-fun c-make-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (client-in-doubt e) idle
  (call-after (c-make v) NdisClMakeCall ProtocolClMakeCallComplete (taken-up v p e) e)))
(define-fun c-close-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (client-in-doubt e) idle
  (call-after (c-close v) NdisClCloseCall ProtocolClCloseCallComplete (taken-up v p e) e)))

(define-fun inclose-after ((v Vc) (p Party) (o Census) (e Event)) Told
  (ite (client-in-doubt e) untold
  (ite (enters e ProtocolClIncomingCloseCall)
    (ite (= (inclose v) untold)
      (ite (or (= (c-phase v) call-closing) (= (c-phase v) no-call)) told-late told-owed)
      (inclose v))
  (ite (enters e NdisClCloseCall) (ite (= (inclose v) told-owed) told-met (inclose v))
  (ite (and (ends-close v e) (fails e)
            (or (= (inclose v) told-met) (= (inclose v) told-late))) told-owed
  (ite (or (makes v e) (enters e ProtocolClIncomingCall)) untold
    (inclose v)))))))

(define-fun inclosed-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (enters e ProtocolClIncomingCloseCall) true
  (ite (or (and (ends-make v e) (succeeds e)) (enters e ProtocolClIncomingCall)) false
    (inclosed v)))))
(define-fun delete-due-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (enters e ProtocolClIncomingCloseCall)
    (or (delete-due v) (and (fails e) (= (creator v) creator-client)))
  (ite (enters e NdisCoDeleteVc) false (delete-due v)))))
(define-fun close-called-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (enters e NdisClCloseCall) true
  (ite (or (and (ends-make v e) (succeeds e)) (enters e ProtocolClIncomingCall)) false
    (close-called v)))))

; The call ended with success: in the client's view, else in the call manager's.
(define-fun call-ends ((v Vc) (e Event)) Bool
  (and (succeeds e)
    (or (and (ends-close v e) (or (= (c-phase v) call-closing) (uncertain (c-phase v))))
        (and (= (c-phase v) phase-unseen) (m-ends-close v e)))))
; The VC ended: deleted by its creator, or (the creator's side not being recorded) taken
; back by the other side.
(define-fun vc-ends ((v Vc) (e Event)) Bool
  (and (succeeds e)
    (or (returns e NdisCoDeleteVc) (and (returns e ProtocolCoDeleteVc) (not (deleting v))))))

(define-fun was-closed-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (enters e obscured) false
  (ite (call-ends v e) true
  (ite (or (makes v e) (enters e ProtocolCmMakeCall)
           (enters e ProtocolClIncomingCall) (enters e NdisCmDispatchIncomingCall)
           (vc-ends v e)) false
    (was-closed v)))))
(define-fun retired-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (enters e ProtocolClCloseCallComplete) (= (creator v) creator-manager)
  (ite (enters e ProtocolClIncomingCall) false (retired v)))))
(define-fun sends-after ((v Vc) (p Party) (o Census) (e Event)) Sends
  (ite (client-in-doubt e) sends-maybe
  (ite (or (enters e NdisCoCreateVc) (enters e ProtocolCoCreateVc)) no-sends
  (ite (enters e NdisCoSendNetBufferLists)
    (ite (by-client e) sends-out (ite (by-manager e) (sends v) sends-maybe))
  (ite (and (enters e ProtocolCoSendNetBufferListsComplete) (not (by-manager e))
            (= (sends v) sends-out)) sends-maybe
    (sends v))))))
(define-fun reduced-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (or (enters e NdisClAddParty) (makes v e)
           (and (enters e NdisClCloseCall) (= (handle e) named))) false
  (ite (and (ends-drop p e) (succeeds e))
    (and (whole v) (= (others-up o) one) (= (others-adding o) none) (= (others-unsure o) none))
  (ite (ends-drop p e) (and (reduced v) (= (others-up o) none))
    (reduced v))))))
(define-fun in-others-steady-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (and (= (c-life-after v p o e) up) (= (told-after v p o e) untold)))
(define-fun deserted-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (or (enters e NdisClDropParty) (ends-drop p e) (enters e NdisClCloseCall)
           (enters e ProtocolClIncomingDropParty) (enters e ProtocolClIncomingCloseCall)
           (client-in-doubt e))
    (and (or (= (c-life-after v p o e) dropping) (not (= (others-dropping o) none)))
         (or (deserted v) (not (= (inclose-after v p o e) untold))
             (and (= (others-steady o) none) (not (in-others-steady-after v p o e)))))
    (deserted v)))
(define-fun strayed-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (client-in-doubt e) false
  (ite (or (enters e NdisClAddParty) (enters e NdisClCloseCall) (makes v e)) false
  (ite (enters e NdisClDropParty)
    (or (strayed v)
        (not (or (= (inside e) inside-incoming-drop) (= (inside e) inside-add-complete)
                 (not (= (told p) untold)) (not (= (inclose v) untold)))))
    (strayed v)))))
(define-fun deleting-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (= (function e) NdisCoDeleteVc) (= (edge e) enter) (deleting v)))
(define-fun deleted-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (or (deleted v)
      (and (or (returns e NdisCoDeleteVc) (returns e ProtocolCoDeleteVc)) (not (fails e))
           (not (pends e)))))
(define-fun c-seen-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (or (c-seen v) (by-client e)))

(define-fun m-phase-after ((v Vc) (p Party) (o Census) (e Event)) Phase
  (ite (manager-in-doubt e) (ite (= (m-phase v) phase-unseen) phase-unseen phase-unsure)
  (ite (and (enters e NdisCoCreateVc) (creates-as-manager e)) no-call
  (ite (and (enters e ProtocolCoCreateVc) (by-manager e)) no-call
  (ite (enters e ProtocolCmMakeCall) (ite (open-to-call (m-phase v)) setup (m-phase v))
  (ite (and (= (function e) ProtocolCmMakeCall) (= (edge e) return) (= (m-make v) entered)
            (not (pends e))) (phase-outcome in-call no-call e)
  (ite (enters e NdisCmMakeCallComplete)
    (ite (or (= (m-phase v) setup) (uncertain (m-phase v))) (phase-outcome in-call no-call e)
      (m-phase v))
  (ite (enters e ProtocolCmCloseCall)
    (ite (= (m-phase v) no-call) no-call call-closing)
  (ite (m-ends-close v e) (phase-outcome no-call in-call e)
  (ite (enters e NdisCmDispatchIncomingCall) offered
  (ite (and (or (returns e NdisCmDispatchIncomingCall) (enters e ProtocolCmIncomingCallComplete))
            (= (m-phase v) offered) (fails e)) no-call
  (ite (enters e NdisCmDispatchCallConnected) in-call
  (ite (and (enters e rundown) (by-manager e))
    (ite (= (alive e) alive-idle) no-call
    (ite (= (alive e) alive-up) in-call phase-unsure))
    (m-phase v))))))))))))))

(define-fun m-make-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (manager-in-doubt e) idle
  (handler-after (m-make v) ProtocolCmMakeCall NdisCmMakeCallComplete true e)))
(define-fun m-close-after ((v Vc) (p Party) (o Census) (e Event)) Call
  (ite (manager-in-doubt e) idle
  (handler-after (m-close v) ProtocolCmCloseCall NdisCmCloseCallComplete true e)))
(define-fun crowded-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (manager-in-doubt e) false
  (ite (enters e ProtocolCmCloseCall)
    (and (= (form v) multipoint) (not (= (others-connected o) none))) (crowded v))))
(define-fun m-closed-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (manager-in-doubt e) false
  (ite (and (m-ends-close v e) (succeeds e)) true
  (ite (or (enters e NdisCmActivateVc) (enters e ProtocolCmMakeCall)) false (m-closed v)))))
(define-fun m-shut-after ((v Vc) (p Party) (o Census) (e Event)) Bool
  (ite (manager-in-doubt e) false
  (ite (and (enters e NdisCmCloseCallComplete) (succeeds e)) true
  (ite (enters e NdisCmActivateVc) false (m-shut v)))))
(define-fun activation-after ((v Vc) (p Party) (o Census) (e Event)) Activation
  (ite (manager-in-doubt e) activation-unknown
  (ite (or (and (enters e NdisCoCreateVc) (creates-as-manager e))
           (and (enters e ProtocolCoCreateVc) (by-manager e))) inactive
  (ite (enters e NdisCmActivateVc) (ite (= (activation v) active) active activating)
  (ite (and (or (returns e NdisCmActivateVc) (enters e ProtocolCmActivateVcComplete))
            (= (activation v) activating) (not (pends e)))
    (ite (succeeds e) active (ite (fails e) inactive activation-unknown))
  (ite (enters e NdisCmDeactivateVc) deactivating
  (ite (and (or (returns e NdisCmDeactivateVc) (enters e ProtocolCmDeactivateVcComplete))
            (= (activation v) deactivating) (not (pends e)))
    (ite (or (succeeds e) (= (status e) not-accepted)) inactive
      (ite (fails e) active activation-unknown))
    (activation v))))))))

(define-fun close-forward-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (close-forward v)
    (and (enters e NdisClCloseCall) (= (c-phase v) in-call) (not (= (m-phase v) phase-unseen)))
    (enters e ProtocolCmCloseCall)
    (returns e NdisClCloseCall)))
(define-fun close-delivery-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (close-delivery v)
    (and (enters e NdisCmCloseCallComplete) (not (= (c-phase v) phase-unseen)))
    (enters e ProtocolClCloseCallComplete)
    (returns e NdisCmCloseCallComplete)))
(define-fun close-indication-after ((v Vc) (p Party) (o Census) (e Event)) Relay
  (relay-after (close-indication v)
    (and (enters e NdisCmDispatchIncomingCloseCall) (not (= (c-phase v) phase-unseen)))
    (enters e ProtocolClIncomingCloseCall)
    (returns e NdisCmDispatchIncomingCloseCall)))
