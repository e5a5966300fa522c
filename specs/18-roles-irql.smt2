; Who may call what, and at which IRQL (group C12).
(define-fun is-client-function ((f Function)) Bool
  (or (= f NdisClMakeCall) (= f NdisClAddParty) (= f NdisClDropParty) (= f NdisClCloseCall)
      (= f NdisClModifyCallQoS) (= f NdisClIncomingCallComplete) (= f NdisClCloseAddressFamily)
      (= f NdisClNotifyCloseAddressFamilyComplete)))
(define-fun is-connection-function ((f Function)) Bool
  (or (= f NdisCoCreateVc) (= f NdisCoDeleteVc) (= f NdisCoSendNetBufferLists)
      (= f NdisCoOidRequest)))
(define-fun is-manager-function ((f Function)) Bool
  (or (= f NdisCmActivateVc) (= f NdisCmDeactivateVc) (= f NdisCmMakeCallComplete)
      (= f NdisCmAddPartyComplete) (= f NdisCmDropPartyComplete) (= f NdisCmCloseCallComplete)
      (= f NdisCmModifyCallQoSComplete) (= f NdisCmDispatchIncomingDropParty)
      (= f NdisCmDispatchIncomingCloseCall) (= f NdisCmDispatchIncomingCall)
      (= f NdisCmDispatchCallConnected) (= f NdisCmDispatchIncomingCallQoSChange)
      (= f NdisCmNotifyCloseAddressFamily) (= f NdisCmCloseAddressFamilyComplete)))
(define-fun is-miniport-function ((f Function)) Bool
  (or (= f NdisMCoActivateVcComplete) (= f NdisMCoDeactivateVcComplete)))
(define-fun is-derived ((f Function)) Bool
  (or (= f rundown) (= f context-reused) (= f manager-context-reused) (= f vc-context-reused)
      (= f obscured) (= f call-closed) (= f vc-deleted) (= f recording-ends)))
(define-fun is-callback ((f Function)) Bool
  (not (or (is-client-function f) (is-connection-function f) (is-manager-function f)
           (is-miniport-function f) (is-derived f))))
(define-fun irql-logged ((e Event)) Bool
  (and (= (edge e) enter) (not (= (irql e) irql-unlogged))))

;; @rule ndiscm-only-standalone
;; @title NdisCmXxx functions are for stand-alone call managers; an MCM calls the NdisMCmXxx
;;   counterpart.
;; @group C12 roles and IRQL
;; @fault MCM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @section remarks
;; @quote Only stand-alone call managers, which register themselves with NDIS as protocol
;;   drivers, can call NdisCmDispatchIncomingDropParty.
;; @message {event} is called by a miniport with integrated call management
(define-fun ndiscm-only-standalone ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (= (edge e) enter) (is-manager-function (function e)) (= (spelling e) NdisCm)
           (not (= (role e) role-unknown)))
      (= (role e) call-manager)))

;; @rule ndismcm-only-mcm
;; @title NdisMCmXxx functions are for miniports with integrated call management.
;; @group C12 roles and IRQL
;; @fault CM
;; @severity error
;; @kind safety
;; @page nf-ndis-ndismcmdispatchincomingdropparty.md
;; @section remarks
;; @quote Only connection-oriented miniport drivers that provide integrated call-management
;;   support can call NdisMCmDispatchIncomingDropParty.
;; @message {event} is called by a driver that is no miniport with integrated call
;;   management
(define-fun ndismcm-only-mcm ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (= (edge e) enter) (= (spelling e) NdisMCm) (not (= (role e) role-unknown)))
      (= (role e) mcm)))

;; @rule mcm-no-ndisco
;; @title An MCM calls none of the NdisCoXxx functions of clients and call managers.
;; @group C12 roles and IRQL
;; @fault MCM
;; @severity error
;; @kind safety
;; @page differences-in-calls-to-ndisxxx-functions.md
;; @section Differences in Calls to NdisXxx Functions
;; @quote An MCM driver does not call the NdisCo_Xxx_ functions that both
;;   connection-oriented clients and call managers call.
;; @see making-a-call.md
;; @message {event} is called by a miniport with integrated call management
(define-fun mcm-no-ndisco ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (= (edge e) enter) (by-manager e)
           (or (is-connection-function (function e)) (= (spelling e) NdisMCm)))
      (not (and (= (role e) mcm) (= (spelling e) NdisCm)))))

;; @rule mcm-signalling-vcs-opaque
;; @title Every VC that an MCM shows to NDIS is shared with a client; signalling VCs are its
;;   own affair.
;; @group C12 roles and IRQL
;; @fault MCM
;; @severity error
;; @kind safety
;; @page deactivating-a-vc.md
;; @section Deactivating a VC
;; @quote An MCM driver does not call NdisMCmDeactivateVc to deactivate VCs used for
;;   exchanging signaling messages between the MCM driver and network components such as a
;;   switch.
;; @see creating-a-vc.md activating-a-vc.md differences-in-virtual-connections.md
;; @reading A client's ProtocolCoCreateVc runs inside NdisMCmCreateVc; judged where a
;;   client's events are in the recording.
;; @message {event} created VC {vc} without a client being told of it
(define-fun mcm-signalling-vcs-opaque ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (returns e NdisCoCreateVc) (= (spelling e) NdisMCm) (succeeds e) (client-recorded e))
      (c-seen v)))

;; @rule irql-client-function
;; @title NdisCl functions are called at IRQL <= DISPATCH_LEVEL.
;; @group C12 roles and IRQL
;; @fault client
;; @severity error
;; @kind irql
;; @page nf-ndis-ndiscldropparty.md
;; @quote Irql_Protocol_Driver_Function
;; @see ndis-irql-protocol-driver-function.md
;; @message {event} is called above DISPATCH_LEVEL
(define-fun irql-client-function ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (irql-logged e) (is-client-function (function e))) (= (irql e) irql-allowed)))

;; @rule irql-callmanager-function
;; @title NdisCm functions are called at IRQL <= DISPATCH_LEVEL.
;; @group C12 roles and IRQL
;; @fault CM
;; @severity error
;; @kind irql
;; @page nf-ndis-ndiscmdispatchincomingdropparty.md
;; @quote Irql_CallManager_Function
;; @see ndis-irql-callmanager-function.md
;; @message {event} is called above DISPATCH_LEVEL
(define-fun irql-callmanager-function ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (irql-logged e) (is-manager-function (function e)) (= (spelling e) NdisCm))
      (= (irql e) irql-allowed)))

;; @rule irql-callback
;; @title NDIS calls the drivers' callbacks at IRQL <= DISPATCH_LEVEL.
;; @group C12 roles and IRQL
;; @fault NDIS
;; @severity error
;; @kind irql
;; @page nc-ndis-protocol_cm_drop_party.md
;; @quote <= DISPATCH_LEVEL
;; @message {event} is called above DISPATCH_LEVEL
(define-fun irql-callback ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (irql-logged e) (is-callback (function e))) (= (irql e) irql-allowed)))

;; @rule irql-mcm-function
;; @title NdisMCm functions are called at IRQL <= DISPATCH_LEVEL.
;; @group C12 roles and IRQL
;; @fault MCM
;; @severity error
;; @kind irql
;; @page ndis-irql-mcm-function.md
;; @section Irql\_MCM\_Function rule (ndis)
;; @quote specifies that the NDIS MCM functions for drivers must be called at correct IRQL
;;   levels.
;; @message {event} is called above DISPATCH_LEVEL
(define-fun irql-mcm-function ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (irql-logged e) (= (spelling e) NdisMCm)) (= (irql e) irql-allowed)))

;; @rule irql-connection-function
;; @title NdisCo functions are called at IRQL <= DISPATCH_LEVEL.
;; @group C12 roles and IRQL
;; @fault client or CM
;; @severity error
;; @kind irql
;; @page ndis-irql-connection-function.md
;; @section Irql\_Connection\_Function rule (ndis)
;; @quote specifies that the NDIS connection functions for protocol drivers must be called
;;   at correct IRQL levels.
;; @message {event} is called above DISPATCH_LEVEL
(define-fun irql-connection-function ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (irql-logged e) (is-connection-function (function e)) (= (spelling e) NdisCm))
      (= (irql e) irql-allowed)))

;; @rule irql-mco-function
;; @title NdisMCo completion functions are called at IRQL <= DISPATCH_LEVEL.
;; @group C12 roles and IRQL
;; @fault miniport
;; @severity error
;; @kind irql
;; @page ndis-irql-mco-function.md
;; @section Irql\_MCO\_Function rule (ndis)
;; @quote specifies that the NDIS MCO DDIs for miniport drivers must be called at correct
;;   IRQL levels.
;; @message {event} is called above DISPATCH_LEVEL
(define-fun irql-mco-function ((v Vc) (p Party) (o Census) (e Event)) Bool
  (=> (and (irql-logged e) (is-miniport-function (function e))) (= (irql e) irql-allowed)))

;; @not-visible cm-drop-handler
;; @group C12 roles and IRQL
;; @page nc-ndis-protocol_cm_drop_party.md
;; @quote The ProtocolCmDropParty function is required.
;; @reason Which entry points a driver registers is in its registration structure, not in a
;;   trace of calls.

;; @not-visible cm-all-entry-points
;; @group C12 roles and IRQL
;; @page ns-ndis-_ndis_co_call_manager_optional_handlers.md
;; @quote even if the call manager does not support incoming calls, outgoing calls, or
;;   point-to-multipoint connections.
;; @reason What a call manager supports is not in a trace, so neither is what it has to
;;   refuse.

;; @not-visible cl-incoming-drop-handler
;; @group C12 roles and IRQL
;; @page nc-ndis-protocol_cl_incoming_drop_party.md
;; @quote Such clients must have ProtocolClIncomingDropParty functions.
;; @reason Whether a registered callback is a stub shows only in what it fails to do:
;;   indrop-client-drops.

;; @not-visible cl-drop-complete-handler
;; @group C12 roles and IRQL
;; @page nc-ndis-protocol_cl_drop_party_complete.md
;; @quote Such clients must have ProtocolClDropPartyComplete functions to complete the
;;   asynchronous operations that they initiate with NdisClDropParty.
;; @reason Whether a registered callback is a stub shows only in what the client then does
;;   wrong with the party.

;; @not-visible role-type-declared
;; @group C12 roles and IRQL
;; @page nc-ndis-protocol_cm_drop_party.md
;; @quote you must first provide a function declaration that identifies the type of function
;;   you're defining.
;; @reason Declarations with role types are source code.
