; A multipoint call in the small: one VC, its parties, a client with one request and one
; callback at a time, a call manager, and a network that fails parties.
;
; For `explore --model`, which takes this text instead of the stage of 20-environment.smt2,
; and knows nothing of the protocol but what stands here. What a text has to define:
;   Vc, Party         records of finite fields: what there is once, and once per party
;   Census, in-X      for each field X of Census, which parties it counts: how many OTHER
;                     parties (none, one or many) are X
;   Act               what can happen, one step each
;   vc-begins         every Vc of which this is true is a beginning; party-initial, then,
;                     is what every party is
;   may               the act can happen now, to party p; or, if concerns-vc, to the VC
;                     alone, others being all parties and p without meaning
;   vc-after, party-after   what it makes of both
;   a rule            a Boolean function named by a comment ';; @rule ID', with an
;                     ';; @title': it is broken by an act that may happen while it is false
; A state in which no act may happen is one where the call is stuck.

(declare-datatypes ((Amount 0)) (((none) (one) (many))))

; Mistakes to try out, one at a time.
;   drops-last      the client drops the last party instead of closing the call
;   answers-twice   it forgets, told of an incoming drop, that it is dropping already
;   completes-twice the call manager leaves a completed drop in its queue
;   reports-last    it reports the last party, too, by an incoming drop
(declare-datatypes ((Mistake 0)) (((no-mistake) (drops-last) (answers-twice)
  (completes-twice) (reports-last))))
(define-fun mistake () Mistake no-mistake)

; ---------------------------------------------------------------------------------- state

; The client's view of a party. adding-told: its incoming drop came before the add was seen
; complete. told: its incoming drop is not answered yet. dropping-told: being dropped, and
; an incoming drop came before or crossed that.
(declare-datatypes ((Client 0)) (((free) (adding) (adding-told) (up) (told) (dropping)
  (dropping-told) (closing) (gone))))
; The view of NDIS and the call manager. in-X: inside the call manager's handler; X-pends:
; the handler returned PENDING. The party's handle is valid while it is connected.
(declare-datatypes ((Manager 0)) (((nothing) (in-add) (add-pends) (connected) (in-drop)
  (drop-pends) (in-close) (close-pends))))
; failed: the network told the call manager that the party left; reported: the call manager
; dispatched the incoming drop or close.
(declare-datatypes ((Remote 0)) (((present) (failed) (reported))))
(declare-datatypes ((Party 0)) (((party
  (c Client) (m Manager) (remote Remote)
  (asked Bool)               ; the client's request under way is about it
  (called Bool)))))          ; so is the client's callback
(define-fun party-initial () Party (party free nothing present false false))

(declare-datatypes ((Call 0)) (((idle) (making) (active) (ending) (closed))))
(declare-datatypes ((Request 0)) (((no-request) (make) (add) (drop) (close))))
(declare-datatypes ((Return 0)) (((in-handler) (pending) (success) (failure) (invalid-data))))
(declare-datatypes ((Callback 0)) (((no-callback) (make-complete) (add-complete)
  (drop-complete) (close-complete) (incoming-drop) (incoming-close))))
(declare-datatypes ((WholeCall 0)) (((not-reported) (close-dispatched) (close-seen))))
(declare-datatypes ((Vc 0)) (((vc
  (call Call)                ; the client's view of it
  (request Request)          ; the one request under way: which,
  (gives-data Bool)          ; with close data,
  (answer Return)            ; what the call manager's handler returned
  (callback Callback)        ; the one callback under way: which,
  (well Bool)                ; with SUCCESS
  (whole-call WholeCall)     ; the incoming close
  (carries Bool)             ; the medium carries close data
  (knows Bool)))))           ; the client was told that it does not
(define-fun vc-begins ((v Vc)) Bool
  (= v (vc idle no-request false in-handler no-callback false not-reported (carries v)
          false)))

(declare-datatypes ((Census 0)) (((census
  (others-here Amount) (others-not-gone Amount) (others-connected Amount)
  (others-in-add Amount) (others-held Amount) (others-remaining Amount)
  (others-unfinished Amount)))))
(define-fun in-others-here ((p Party)) Bool
  (or (= (c p) adding) (= (c p) adding-told) (= (c p) up) (= (c p) told)))
(define-fun in-others-not-gone ((p Party)) Bool (not (or (= (c p) free) (= (c p) gone))))
(define-fun in-others-connected ((p Party)) Bool (= (m p) connected))
(define-fun in-others-in-add ((p Party)) Bool (or (= (m p) in-add) (= (m p) add-pends)))
(define-fun in-others-held ((p Party)) Bool (not (= (m p) nothing)))
(define-fun in-others-remaining ((p Party)) Bool
  (or (= (m p) in-add) (= (m p) add-pends) (= (m p) connected) (= (m p) in-drop)))
(define-fun in-others-unfinished ((p Party)) Bool
  (not (and (or (= (c p) free) (= (c p) gone)) (= (m p) nothing) (= (remote p) present))))

; ----------------------------------------------------------------------------------- acts

(declare-datatypes ((Act 0)) (((NdisClMakeCall) (NdisClAddParty) (NdisClDropParty)
  (NdisClDropParty-with-data) (NdisClCloseCall) (request-returns) (callback-returns)
  (add-succeeds) (add-fails) (add-pended) (drop-refused) (drop-succeeds) (drop-fails)
  (drop-pended) (close-succeeds) (close-pended)
  (add-completes) (add-completes-badly) (drop-completes) (drop-completes-badly)
  (close-completes) (drop-completes-again) (NdisCmDispatchIncomingDropParty)
  (NdisCmDispatchIncomingCloseCall) (party-fails) (ended))))
(define-fun concerns-vc ((a Act)) Bool (= a ended))

(define-fun client-drops ((v Vc) (p Party) (o Census)) Bool
  (and (= (call v) active) (or (= (c p) up) (= (c p) told))
       (or (= mistake drops-last) (not (= (others-here o) none)))))
; The call manager takes the close data of the request under way.
(define-fun accepts ((v Vc)) Bool (not (and (gives-data v) (not (carries v)))))
(define-fun is-last ((o Census)) Bool
  (and (= (others-connected o) none) (= (others-in-add o) none)))
(define-fun is-told-now ((v Vc) (p Party)) Bool
  (and (called p) (or (= (callback v) incoming-drop) (= (callback v) incoming-close))))

(define-fun client-may ((v Vc) (p Party) (o Census) (a Act)) Bool
  (or (and (= a callback-returns) (called p))
      (and (= a request-returns) (asked p) (not (= (answer v) in-handler)))
      (and (= (request v) no-request)
           (or (and (= a NdisClMakeCall) (= (call v) idle) (= (c p) free))
               (and (= a NdisClAddParty) (= (call v) active) (not (= (whole-call v) close-seen))
                    (= (c p) free))
               (and (= a NdisClDropParty) (client-drops v p o))
               (and (= a NdisClDropParty-with-data) (client-drops v p o) (not (knows v)))
               (and (= a NdisClCloseCall) (not (= mistake drops-last)) (= (call v) active)
                    (or (= (c p) up) (= (c p) told)) (= (others-not-gone o) none))))))

(define-fun handler-may ((v Vc) (p Party) (o Census) (a Act)) Bool
  (and (asked p) (= (answer v) in-handler)
       (or (and (or (= (request v) make) (= (request v) add))
                (or (= a add-fails)
                    (and (or (= a add-succeeds) (= a add-pended))
                         (= (whole-call v) not-reported))))
           (and (= (request v) drop)
                (or (and (= a drop-refused) (not (accepts v)))
                    (and (= a drop-succeeds) (accepts v) (not (is-told-now v p))
                         (not (= (others-connected o) none)))
                    (and (= a drop-fails) (accepts v) (is-last o))
                    (and (= a drop-pended) (accepts v))))
           (and (= (request v) close)
                (or (= a close-pended)
                    (and (= a close-succeeds) (not (is-told-now v p))))))))

(define-fun manager-may ((v Vc) (p Party) (o Census) (a Act)) Bool
  (and (= (callback v) no-callback)
       (or (and (or (= a add-completes) (= a add-completes-badly)) (= (m p) add-pends))
           (and (= a drop-completes) (= (m p) drop-pends) (not (= (others-connected o) none)))
           (and (= a drop-completes-badly) (= (m p) drop-pends) (is-last o))
           (and (= a close-completes) (= (m p) close-pends))
           (and (= a drop-completes-again) (= mistake completes-twice) (= (m p) drop-pends)
                (not (= (others-connected o) none)))
           (and (= a NdisCmDispatchIncomingDropParty) (= (m p) connected)
                (= (remote p) failed)
                (or (= mistake reports-last) (not (= (others-remaining o) none))))
           (and (= a NdisCmDispatchIncomingCloseCall) (= (m p) connected)
                (= (remote p) failed) (= (others-remaining o) none)))))

(define-fun may ((v Vc) (p Party) (o Census) (a Act)) Bool
  (or (client-may v p o a) (handler-may v p o a) (manager-may v p o a)
      (and (= a party-fails) (= (m p) connected) (= (remote p) present))
      (and (= a ended) (= (call v) closed) (= (request v) no-request)
           (= (callback v) no-callback))))

; --------------------------------------------------------------------------- what they do

(define-fun is-client-request ((a Act)) Bool
  (or (= a NdisClMakeCall) (= a NdisClAddParty) (= a NdisClDropParty)
      (= a NdisClDropParty-with-data) (= a NdisClCloseCall)))
(define-fun is-drop ((a Act)) Bool
  (or (= a NdisClDropParty) (= a NdisClDropParty-with-data)))
(define-fun is-upcall ((a Act)) Bool
  (or (= a add-completes) (= a add-completes-badly) (= a drop-completes)
      (= a drop-completes-badly) (= a close-completes) (= a drop-completes-again)
      (= a NdisCmDispatchIncomingDropParty) (= a NdisCmDispatchIncomingCloseCall)))
(define-fun was-asked ((v Vc) (a Act) (r Request)) Bool
  (and (= a request-returns) (= (request v) r)))
(define-fun was-called ((v Vc) (a Act) (k Callback)) Bool
  (and (= a callback-returns) (= (callback v) k)))

; A party is added, or is not dropped after all: what the client makes of it.
(define-fun now-up ((k Client)) Client
  (ite (= k adding) up (ite (= k adding-told) told
  (ite (= k dropping) up (ite (= k dropping-told) told k)))))
(define-fun now-told ((k Client)) Client
  (ite (= k up) told (ite (= k adding) adding-told
  (ite (= k dropping) (ite (= mistake answers-twice) told dropping-told) k))))

(define-fun client-after-return ((v Vc) (k Client)) Client
  (ite (= (answer v) pending) k
  (ite (or (= (request v) make) (= (request v) add))
    (ite (= (answer v) success) (now-up k) gone)
  (ite (= (request v) drop) (ite (= (answer v) success) gone (now-up k))
    gone))))
(define-fun client-after-callback ((v Vc) (k Client)) Client
  (ite (or (= (callback v) make-complete) (= (callback v) add-complete))
    (ite (well v) up gone)
  (ite (= (callback v) drop-complete) (ite (well v) gone (now-up k))
  (ite (= (callback v) close-complete) gone
    (now-told k)))))
(define-fun client-after ((v Vc) (p Party) (a Act)) Client
  (ite (or (= a NdisClMakeCall) (= a NdisClAddParty)) adding
  (ite (is-drop a) (ite (= (c p) told) dropping-told dropping)
  (ite (= a NdisClCloseCall) closing
  (ite (= a request-returns) (client-after-return v (c p))
  (ite (= a callback-returns) (client-after-callback v (c p))
    (c p)))))))
(define-fun manager-after ((p Party) (a Act)) Manager
  (ite (or (= a NdisClMakeCall) (= a NdisClAddParty)) in-add
  (ite (is-drop a) in-drop
  (ite (= a NdisClCloseCall) in-close
  (ite (= a add-pended) add-pends
  (ite (= a drop-pended) drop-pends
  (ite (= a close-pended) close-pends
  (ite (or (= a add-succeeds) (= a drop-refused) (= a drop-fails) (= a add-completes)
           (= a drop-completes-badly)) connected
  (ite (or (= a add-fails) (= a drop-succeeds) (= a close-succeeds)
           (= a add-completes-badly) (= a drop-completes) (= a close-completes)) nothing
    (m p))))))))))
(define-fun remote-after ((p Party) (a Act)) Remote
  (ite (= a party-fails) failed
  (ite (or (= a NdisCmDispatchIncomingDropParty) (= a NdisCmDispatchIncomingCloseCall))
    reported
  (ite (or (= a drop-succeeds) (= a close-succeeds) (= a drop-completes)
           (= a drop-completes-again) (= a close-completes)) present
    (remote p)))))
(define-fun party-after ((v Vc) (p Party) (o Census) (a Act)) Party
  (party (client-after v p a) (manager-after p a) (remote-after p a)
    (or (is-client-request a) (and (asked p) (not (= a request-returns))))
    (or (is-upcall a) (and (called p) (not (= a callback-returns))))))

(define-fun call-after ((v Vc) (a Act)) Call
  (ite (= a NdisClMakeCall) making
  (ite (= a NdisClCloseCall) ending
  (ite (or (and (or (was-asked v a make) (was-asked v a add)) (= (answer v) success))
           (and (or (was-called v a make-complete) (was-called v a add-complete)) (well v)))
    active
  (ite (or (and (was-asked v a make) (= (answer v) failure))
           (and (was-called v a make-complete) (not (well v)))
           (and (was-asked v a close) (= (answer v) success))
           (was-called v a close-complete))
    closed
    (call v))))))
(define-fun request-after ((v Vc) (a Act)) Request
  (ite (= a NdisClMakeCall) make (ite (= a NdisClAddParty) add (ite (is-drop a) drop
  (ite (= a NdisClCloseCall) close (ite (= a request-returns) no-request (request v)))))))
(define-fun data-after ((v Vc) (a Act)) Bool
  (or (= a NdisClDropParty-with-data)
      (and (gives-data v) (not (= a NdisClDropParty)) (not (= a drop-refused))
           (not (= a drop-succeeds)) (not (= a drop-fails)) (not (= a drop-pended)))))
(define-fun answer-after ((v Vc) (a Act)) Return
  (ite (or (= a add-succeeds) (= a drop-succeeds) (= a close-succeeds)) success
  (ite (or (= a add-fails) (= a drop-fails)) failure
  (ite (or (= a add-pended) (= a drop-pended) (= a close-pended)) pending
  (ite (= a drop-refused) invalid-data
  (ite (= a request-returns) in-handler
    (answer v)))))))
(define-fun callback-after ((v Vc) (a Act)) Callback
  (ite (= a callback-returns) no-callback
  (ite (or (= a add-completes) (= a add-completes-badly))
    (ite (= (call v) making) make-complete add-complete)
  (ite (or (= a drop-completes) (= a drop-completes-badly) (= a drop-completes-again))
    drop-complete
  (ite (= a close-completes) close-complete
  (ite (= a NdisCmDispatchIncomingDropParty) incoming-drop
  (ite (= a NdisCmDispatchIncomingCloseCall) incoming-close
    (callback v))))))))
(define-fun well-after ((v Vc) (a Act)) Bool
  (or (= a add-completes) (= a drop-completes) (= a drop-completes-again)
      (= a close-completes)
      (and (well v) (not (= a callback-returns)) (not (is-upcall a)))))
(define-fun vc-after ((v Vc) (p Party) (o Census) (a Act)) Vc
  (vc (call-after v a) (request-after v a) (data-after v a) (answer-after v a)
    (callback-after v a) (well-after v a)
    (ite (= a NdisCmDispatchIncomingCloseCall) close-dispatched
      (ite (was-called v a incoming-close) close-seen (whole-call v)))
    (carries v)
    (or (knows v) (and (was-asked v a drop) (= (answer v) invalid-data)))))

; ---------------------------------------------------------------------------------- rules

;; @rule handle-valid
;; @title A party is dropped, or closed with, only while its handle is valid.
(define-fun handle-valid ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (or (is-drop a) (= a NdisClCloseCall)) (= (m p) connected)))
;; @rule drop-not-the-last
;; @title The last party is never dropped by the client.
(define-fun drop-not-the-last ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (is-drop a) (not (= (others-here o) none))))
;; @rule close-with-one
;; @title A call is closed only when the call manager holds no other party.
(define-fun close-with-one ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (= a NdisClCloseCall) (= (others-held o) none)))
;; @rule data-refused
;; @title INVALID_DATA is answered if, and only if, data was given that the medium does not
;;   carry.
(define-fun data-refused ((v Vc) (p Party) (o Census) (a Act)) Bool
  (and (=> (= a drop-refused) (and (gives-data v) (not (carries v))))
       (=> (or (= a drop-succeeds) (= a drop-fails) (= a drop-pended))
           (or (not (gives-data v)) (carries v)))))
;; @rule completed-once
;; @title A completion finds its request outstanding at the client.
(define-fun completed-once ((v Vc) (p Party) (o Census) (a Act)) Bool
  (and (=> (or (= a add-completes) (= a add-completes-badly)) (= (c p) adding))
       (=> (or (= a drop-completes) (= a drop-completes-badly) (= a drop-completes-again))
           (or (= (c p) dropping) (= (c p) dropping-told)))
       (=> (= a close-completes) (= (c p) closing))
       (=> (and (or (was-called v a make-complete) (was-called v a add-complete)) (well v))
           (= (c p) adding))
       (=> (and (was-called v a drop-complete) (well v))
           (or (= (c p) dropping) (= (c p) dropping-told)))
       (=> (was-called v a close-complete) (= (c p) closing))))
;; @rule incoming-drop-not-the-last
;; @title The last party is never reported by an incoming drop.
(define-fun incoming-drop-not-the-last ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (= a NdisCmDispatchIncomingDropParty) (not (= (others-remaining o) none))))
;; @rule all-answered
;; @title At the end nothing is left of any party.
(define-fun all-answered ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (= a ended) (= (others-unfinished o) none)))
;; @rule context-alive
;; @title A party that has gone is not reported to the client.
(define-fun context-alive ((v Vc) (p Party) (o Census) (a Act)) Bool
  (=> (or (was-called v a incoming-drop) (was-called v a incoming-close))
      (or (= (c p) up) (= (c p) adding) (= (c p) dropping) (= (c p) closing))))
;; @rule views-agree
;; @title Whenever something happens to a party: if it is up for the client, it is connected;
;;   and what the client was told of was reported.
(define-fun views-agree ((v Vc) (p Party) (o Census) (a Act)) Bool
  (or (= a ended) (= mistake answers-twice)
      (and (=> (or (= (c p) up) (= (c p) told)) (= (m p) connected))
           (=> (= (c p) told) (= (remote p) reported)))))
