package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.simulator.MovableClock;
import dev.parley.simulator.PasskeyFault;
import dev.parley.simulator.PasskeyPolicy;
import dev.parley.simulator.PhonePasskey;
import dev.parley.simulator.ScanResult;
import dev.parley.simulator.SeenStanza;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.PasskeyStep;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.pairing.CodeRefusal;
import dev.parley.whatsapp.client.pairing.PairingCodeException;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.pairing.PasskeyAnswerException;
import dev.parley.whatsapp.client.pairing.PasskeyProblem;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Linking by pairing code and with a passkey, engine against simulator: the scenarios of passkey.md section 4.5 and
/// those of connection.md section 7.
// Each test sets its own settings first and then calls start(), which NullAway does not know as an initializer.
@SuppressWarnings("NullAway.Init")
class LinkingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";

    private final MovableClock clock = MovableClock.running();
    private final RecordingConsumer consumer = new RecordingConsumer();
    private final Simulator.Builder settings = Simulator.builder().clock(clock).silenceLimit(Duration.ofHours(1));
    private PairingTimings timings = PairingTimings.USUAL;
    private RelyingParty relyingParty = RelyingParty.WHATSAPP;
    private Simulator simulator;
    private SimulatedPhone ada;
    private PhonePasskey passkey;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    /// Tests change settings first.
    private void start() {
        simulator = settings.build().start();
        ada = simulator.createPhone(ADA, "Ada");
        passkey = ada.passkey();
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley")
                        .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                        .withRelyingParty(relyingParty),
                clock,
                timings);
        client = whatsApp.client(new InMemoryDeviceStore(), consumer);
        client.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    @Nested
    class ByPairingCode {
        @Test
        void links() {
            start();
            StateEvent.PairingCode code = client.pairing().requestCode("+1 555 000-1111");

            assertThat(code.code()).matches("[1-9A-HJ-NP-TV-Z]{4}-[1-9A-HJ-NP-TV-Z]{4}");
            assertThat(Duration.between(clock.instant(), code.expiresAt()))
                    .isBetween(Duration.ofSeconds(150), Duration.ofSeconds(180));
            assertThat(consumer.await(StateEvent.PairingCode.class)).isEqualTo(code);
            assertThat(ada.enterCode(code.code())).isInstanceOf(ScanResult.Linked.class);
            consumer.await(StateEvent.Connected.class);
            assertThat(client.self()).map(Jid::bare).contains(Jid.pn(ADA));
        }

        @Test
        void connectsByItselfWhenACodeIsAskedFor() {
            start();
            client.disconnect();
            consumer.await(StateEvent.Disconnected.class);

            ada.enterCode(client.pairing().requestCode(ADA).code());

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void anotherCodeReplacesTheOneBeforeOnTheSameSession() {
            start();
            String first = client.pairing().requestCode(ADA).code();
            String second = client.pairing().requestCode(ADA).code();

            assertThat(second).isNotEqualTo(first);
            assertThat(ada.enterCode(second)).isInstanceOf(ScanResult.Linked.class);
            consumer.await(StateEvent.Connected.class);
            assertThat(count(StateEvent.Connecting.class))
                    .as("one connection to link on, one to log in")
                    .isEqualTo(2);
        }

        @Test
        void theQrCodeStillLinksMeanwhile() {
            start();
            client.pairing().requestCode(ADA);

            ada.scan(latestQr());

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void aQrCodeScannedAfterAFailedCodeStillLinks() {
            start();
            client.pairing().requestCode(ADA);
            assertThatThrownBy(() -> ada.enterCode("11111111")).hasMessageContaining("not the code");

            ada.scan(latestQr());

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void aWrongCodeCanBeTypedAgainRightly() {
            start();
            String code = client.pairing().requestCode(ADA).code();

            assertThatThrownBy(() -> ada.enterCode("11111111")).hasMessageContaining("not the code");
            assertThat(ada.enterCode(code)).isInstanceOf(ScanResult.Linked.class);

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void aWrongCodeIsTypedThreeTimesAtMost() {
            start();
            String code = client.pairing().requestCode(ADA).code();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> ada.enterCode("11111111")).hasMessageContaining("not the code");
            }

            assertThatThrownBy(() -> ada.enterCode(code)).hasMessageContaining("too often");
            assertThat(ada.enterCode(client.pairing().requestCode(ADA).code())).isInstanceOf(ScanResult.Linked.class);
        }

        @Test
        void saysThatNothingFollowedAWrongCode() {
            timings = code(Duration.ofMinutes(3), SHORT);
            start();
            client.pairing().requestCode(ADA);
            assertThatThrownBy(() -> ada.enterCode("11111111")).hasMessageContaining("not the code");

            assertThat(failure()).isEqualTo(new PairingFailure.CodeNotConfirmed());
            ada.enterCode(client.pairing().requestCode(ADA).code());
            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void saysThatACodeHasExpiredAndGivesAnother() {
            timings = code(SHORT, Duration.ofMinutes(1));
            start();
            client.pairing().requestCode(ADA);

            assertThat(failure()).isEqualTo(new PairingFailure.CodeExpired());
            assertThat(client.connected()).isFalse();
            assertThat(consumer.events()).noneMatch(StateEvent.Disconnected.class::isInstance);
        }

        @Test
        void thePhoneRefusesAnExpiredCode() {
            start();
            String code = client.pairing().requestCode(ADA).code();
            clock.advance(Duration.ofSeconds(181));

            assertThatThrownBy(() -> ada.enterCode(code)).hasMessageContaining("expired");
        }

        @Test
        void leavesOutAnAnswerThatComesTooLate() {
            settings.linkCodeLifetime(Duration.ofHours(1)).pairingTimeout(Duration.ofMillis(100));
            start();
            String code = client.pairing().requestCode(ADA).code();
            clock.advance(Duration.ofSeconds(181));

            assertThatThrownBy(() -> ada.enterCode(code)).hasMessageContaining("did not answer");
            assertThat(client.self()).isEmpty();
        }

        @Test
        void makesAnotherCodeWhenTheServerAsks() {
            start();
            String first = client.pairing().requestCode(ADA).code();

            ada.refreshLinkCode();
            String second = consumer.await(
                            StateEvent.PairingCode.class, event -> !event.code().equals(first))
                    .code();

            assertThat(ada.enterCode(second)).isInstanceOf(ScanResult.Linked.class);
            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void tellsRefusalsApart() {
            start();
            assertThat(refusal("12")).isEqualTo(new CodeRefusal.NotANumber());
            assertThat(refusal("0155500011")).isEqualTo(new CodeRefusal.NotANumber());
            assertThat(refusal("15550009999")).isEqualTo(new CodeRefusal.Refused(404, "item-not-found"));
            ada.refuseLinkCodes(Optional.of(429));
            assertThat(refusal(ADA)).isEqualTo(new CodeRefusal.RateLimited());
            ada.refuseLinkCodes(Optional.of(406));
            assertThat(refusal(ADA)).isEqualTo(new CodeRefusal.Refused(406, "not-acceptable"));
            ada.refuseLinkCodes(Optional.empty());
            ada.enterCode(client.pairing().requestCode(ADA).code());
            consumer.await(StateEvent.Connected.class);
            assertThat(refusal(ADA)).isEqualTo(new CodeRefusal.AlreadyLinked());
        }

        @Test
        void theConnectionStaysWhileACodeCanBeTypedThoughTheQrCodesAreUsedUp() {
            timings = refs(Duration.ofMillis(50), PairingTimings.USUAL);
            start();
            String code = client.pairing().requestCode(ADA).code();
            awaitQrCodes(6);

            assertThat(ada.enterCode(code)).isInstanceOf(ScanResult.Linked.class);
            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void theConnectionEndsWhenCodeAndQrCodesAreUsedUp() {
            timings = refs(Duration.ofMillis(50), code(Duration.ofSeconds(2), Duration.ofMinutes(1)));
            start();
            client.pairing().requestCode(ADA);

            StateEvent.Disconnected end = consumer.await(StateEvent.Disconnected.class);

            assertThat(end.cause()).isEqualTo(new DisconnectCause.QrExpired());
            assertThat(failure()).isEqualTo(new PairingFailure.CodeExpired());
        }

        private CodeRefusal refusal(String phone) {
            return catchThrowableOfType(
                            PairingCodeException.class, () -> client.pairing().requestCode(phone))
                    .refusal();
        }
    }

    @Nested
    class WithAPasskey {
        @Test
        void linksWithoutACodeWhenTheAnswerComesSoon() {
            start();
            StateEvent.PasskeyRequired required = scanned();

            assertThat(required.optionsJson()).contains("\"rpId\":\"whatsapp.com\"", "\"uvm\":true");
            assertThat(Duration.between(clock.instant(), required.expiresAt()))
                    .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));

            consumer.await(StateEvent.Connected.class);
            assertThat(passkey.asksForCode()).isFalse();
            assertThat(count(StateEvent.PasskeyConfirmation.class)).isZero();
            assertThat(steps())
                    .containsSubsequence(PasskeyStep.CHECKING, PasskeyStep.WAITING_FOR_PHONE, PasskeyStep.FINISHING);
            assertThat(client.self()).map(Jid::bare).contains(Jid.pn(ADA));
        }

        @Test
        void asksForTheCodeWhenTheAnswerComesLate() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            clock.advance(Duration.ofMinutes(5));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));

            String code = consumer.await(StateEvent.PasskeyConfirmation.class).code();
            assertThat(passkey.awaitCode(PATIENCE)).isEqualTo(code);
            assertThat(passkey.asksForCode()).isTrue();
            passkey.compare(true);
            client.pairing().confirmPasskey(true);

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void waitsForThePhonesOwnerToCompareToo() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            clock.advance(Duration.ofMinutes(5));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            consumer.await(StateEvent.PasskeyConfirmation.class);
            client.pairing().confirmPasskey(true);
            awaitStep(PasskeyStep.FINISHING);

            assertThat(client.self()).isEmpty();
            passkey.awaitCode(PATIENCE);
            passkey.compare(true);

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void followsATypedCode() {
            start();
            passkey.demand(PasskeyPolicy.REQUIRED);
            String code = client.pairing().requestCode(ADA).code();

            assertThat(ada.enterCode(code)).isInstanceOf(ScanResult.PasskeyAsked.class);
            client.pairing().answerPasskey(passkey.answer(required().optionsJson()));

            consumer.await(StateEvent.Connected.class);
            assertThat(passkey.asksForCode())
                    .as("the secret that the code led to is proof")
                    .isFalse();
        }

        @Test
        void followsACodeWithoutPrimaryHelloAndThenNeedsTheConfirmationCode() {
            start();
            passkey.demand(PasskeyPolicy.REQUIRED);
            passkey.faults(PasskeyFault.SKIP_PRIMARY_HELLO);

            assertThat(ada.enterCode(client.pairing().requestCode(ADA).code()))
                    .isInstanceOf(ScanResult.PasskeyAsked.class);
            client.pairing().answerPasskey(passkey.answer(required().optionsJson()));
            String code = consumer.await(StateEvent.PasskeyConfirmation.class).code();

            assertThat(passkey.awaitCode(PATIENCE)).isEqualTo(code);
            passkey.compare(true);
            client.pairing().confirmPasskey(true);
            consumer.await(StateEvent.Connected.class);
        }

        @ParameterizedTest
        @EnumSource(
                value = PasskeyFault.class,
                names = {"OMIT_OPTIONS", "FORGED_CONTINUATION", "ENCRYPTION_METADATA"})
        void linksAllTheSameWith(PasskeyFault fault) {
            start();
            passkey.faults(fault);

            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));

            consumer.await(StateEvent.Connected.class);
            assertThat(passkey.asksForCode()).isFalse();
        }

        @Test
        void answersTheLatestOfTwoRequests() {
            start();
            passkey.faults(PasskeyFault.ASK_TWICE);
            StateEvent.PasskeyRequired first = scanned();
            StateEvent.PasskeyRequired second = consumer.await(
                    StateEvent.PasskeyRequired.class,
                    event -> !event.optionsJson().equals(first.optionsJson()));

            assertThat(problem(passkey.answer(first.optionsJson()))).isEqualTo(new PasskeyProblem.OtherChallenge());
            assertThat(second.codelessUntil())
                    .as("the time runs from the first")
                    .isEqualTo(first.codelessUntil());
            client.pairing().answerPasskey(passkey.answer(second.optionsJson()));

            consumer.await(StateEvent.Connected.class);
            assertThat(passkey.asksForCode()).isFalse();
        }

        @Test
        void anotherAccountsPasskeyCanBeMendedOnce() {
            start();
            PhonePasskey bens = simulator.createPhone(BEN, "Ben").passkey();
            bens.create();
            client.pairing().answerPasskey(bens.answer(scanned().optionsJson()));

            StateEvent.PasskeyRequired again = consumer.await(
                    StateEvent.PasskeyRequired.class, event -> event.refusal().isPresent());
            assertThat(again.refusal()).contains(new PairingFailure.PasskeyRefused(401, "not-authorized"));
            client.pairing().answerPasskey(passkey.answer(again.optionsJson()));

            consumer.await(StateEvent.Connected.class);
            assertThat(passkey.asksForCode()).as("the proof is still good").isFalse();
        }

        @Test
        void theSecondRefusalIsTheLast() {
            start();
            passkey.faults(PasskeyFault.REFUSE_ANSWER);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));
            StateEvent.PasskeyRequired again = consumer.await(
                    StateEvent.PasskeyRequired.class, event -> event.refusal().isPresent());
            client.pairing().answerPasskey(passkey.answer(again.optionsJson()));

            assertFailed(new PairingFailure.PasskeyRefused(401, "not-authorized"));
        }

        @Test
        void theServerRefusesAForgedSignature() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            client.pairing()
                    .answerPasskey(passkey.answer(
                            required.optionsJson(), passkey.usualManner().withForgedSignature()));

            consumer.await(
                    StateEvent.PasskeyRequired.class, event -> event.refusal().isPresent());
        }

        @Test
        void anotherOriginIsNotEvenSent() {
            start();
            StateEvent.PasskeyRequired required = scanned();

            assertThat(problem(passkey.answer(
                            required.optionsJson(), passkey.usualManner().withOrigin("https://example.org"))))
                    .isEqualTo(new PasskeyProblem.OtherOrigin());
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void theServerRefusesAnotherOriginToo() {
            relyingParty = new RelyingParty("whatsapp.com", Set.of("https://example.org"));
            start();
            StateEvent.PasskeyRequired required = scanned();
            client.pairing()
                    .answerPasskey(passkey.answer(
                            required.optionsJson(), passkey.usualManner().withOrigin("https://example.org")));

            consumer.await(
                    StateEvent.PasskeyRequired.class, event -> event.refusal().isPresent());
        }

        @Test
        void worksForAnotherRelyingParty() {
            settings.relyingParty(
                    new dev.parley.simulator.passkey.RelyingParty("localhost", Set.of("http://localhost:8080")));
            relyingParty = new RelyingParty("localhost", Set.of("http://localhost:8080"));
            start();

            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void anotherRelyingPartysRequestIsNotPassedOn() {
            settings.relyingParty(
                    new dev.parley.simulator.passkey.RelyingParty("example.org", Set.of("https://example.org")));
            start();
            scan();

            assertThat(failure()).isInstanceOf(PairingFailure.ChallengeUnusable.class);
            assertThat(count(StateEvent.PasskeyRequired.class)).isZero();
        }

        @Test
        void timeRunsOut() {
            settings.passkeyLifetime(SHORT);
            start();
            scanned();

            assertFailed(new PairingFailure.Expired());
        }

        @Test
        void anAnswerToAChallengeThatTheServerHasForgottenIsRefused() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            clock.advance(Duration.ofMinutes(11));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));

            assertFailed(new PairingFailure.PasskeyRefused(408, "request-timeout"));
        }

        @Test
        void hintsAtASilentPhoneAndGoesOnWhenItIsOpened() {
            timings = hint(SHORT);
            start();
            passkey.appOpen(false);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));
            awaitStep(PasskeyStep.PHONE_SILENT);

            passkey.appOpen(true);

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void aPhoneThatStaysSilentIsAnEnd() {
            settings.passkeyLifetime(Duration.ofSeconds(2));
            start();
            passkey.appOpen(false);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));

            assertFailed(new PairingFailure.PhoneSilent());
        }

        @ParameterizedTest
        @EnumSource(
                value = PasskeyFault.class,
                names = {"SHORT_KEY", "SHORT_NONCE"})
        void refusesAPhonesAnswerOfTheWrongLength(PasskeyFault fault) {
            start();
            passkey.faults(fault);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));

            assertFailed(new PairingFailure.PhoneAnswerUnusable());
            assertThat(stanzas()).as("our nonce stays hidden").noneMatch(xml -> xml.contains("companion_nonce"));
        }

        @Test
        void stopsWhenTheCodesDiffer() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            clock.advance(Duration.ofMinutes(5));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            consumer.await(StateEvent.PasskeyConfirmation.class);
            client.pairing().confirmPasskey(false);

            assertFailed(new PairingFailure.CodesDiffer());
            assertThat(stanzas()).noneMatch(xml -> xml.contains("encrypted_pairing_request"));
        }

        @Test
        void aPhoneWhoseOwnerSeesAnotherCodeNeverLinks() {
            timings = completion(SHORT);
            start();
            StateEvent.PasskeyRequired required = scanned();
            clock.advance(Duration.ofMinutes(5));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            consumer.await(StateEvent.PasskeyConfirmation.class);
            passkey.awaitCode(PATIENCE);
            passkey.compare(false);
            client.pairing().confirmPasskey(true);

            assertThat(failure())
                    .isIn(new PairingFailure.StepRefused(404, "item-not-found"), new PairingFailure.NotCompleted());
        }

        @Test
        void aRequestThatThePhoneCannotOpenIsAnEnd() {
            timings = completion(SHORT);
            start();
            passkey.faults(PasskeyFault.BAD_TAG);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));

            assertFailed(new PairingFailure.NotCompleted());
            assertThat(passkey.stopped()).isPresent();
        }

        @Test
        void refusesAPairSuccessThatIsSealedWithTheOldSecret() {
            start();
            passkey.faults(PasskeyFault.OLD_SECRET);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));

            assertFailed(new PairingFailure.ProofMismatch("hmac-mismatch"));
            awaitStanza("code='401' text='hmac-mismatch'");
            assertThat(client.self()).isEmpty();
        }

        @Test
        void linksWithoutWhenTheAccountNoLongerDemandsIt() {
            start();
            scanned();

            passkey.demand(PasskeyPolicy.OFF);

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void anAccountWithoutPasskeyCreatesOneAndScansAgain() {
            timings = refs(Duration.ofSeconds(1), PairingTimings.USUAL);
            start();
            passkey.demand(PasskeyPolicy.REQUIRED_NO_PASSKEY);
            String first = consumer.await(StateEvent.QrCode.class).text();
            assertThat(ada.scan(first)).isInstanceOf(ScanResult.PasskeyMissing.class);

            passkey.create();
            ada.scan(
                    consumer.await(StateEvent.QrCode.class, code -> !code.text().equals(first))
                            .text());
            client.pairing().answerPasskey(passkey.answer(required().optionsJson()));

            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void usedUpQrCodesDoNotEndTheCeremony() {
            timings = refs(Duration.ofMillis(300), hint(Duration.ofSeconds(3)));
            start();
            passkey.appOpen(false);
            StateEvent.PasskeyRequired required = scanned();
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            int before = count(StateEvent.QrCode.class);

            awaitStep(PasskeyStep.PHONE_SILENT);
            passkey.appOpen(true);

            consumer.await(StateEvent.Connected.class);
            assertThat(count(StateEvent.QrCode.class)).isEqualTo(before);
        }

        @Test
        void newRefsAreNotShownDuringTheCeremony() {
            settings.refLifetimes(Duration.ofSeconds(1), Duration.ofMillis(100));
            timings = hint(Duration.ofSeconds(4));
            start();
            passkey.appOpen(false);
            StateEvent.PasskeyRequired required = scanned();
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            int before = count(StateEvent.QrCode.class);

            awaitStep(PasskeyStep.PHONE_SILENT);
            passkey.appOpen(true);

            consumer.await(StateEvent.Connected.class);
            awaitStanza("pair-device>");
            assertThat(count(StateEvent.QrCode.class)).isEqualTo(before);
        }

        @Test
        void aPairingCodeIsOfNoUseMeanwhile() {
            start();
            scanned();

            assertThat(catchThrowableOfType(
                                    PairingCodeException.class,
                                    () -> client.pairing().requestCode(ADA))
                            .refusal())
                    .isEqualTo(new CodeRefusal.PasskeyAsked());
        }

        @Test
        void aLostConnectionEndsItAndTheNextBeginsAnew() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            int before = consumer.events().size();
            simulator.faults().drop(Optional.empty());

            assertThat(failure()).isInstanceOf(PairingFailure.ConnectionEnded.class);
            assertThat(problem(passkey.answer(required.optionsJson()))).isEqualTo(new PasskeyProblem.NothingPending());
            ada.scan(consumer.awaitAfter(before, StateEvent.QrCode.class, _ -> true)
                    .text());
            StateEvent.PasskeyRequired next = consumer.awaitAfter(before, StateEvent.PasskeyRequired.class, _ -> true);
            client.pairing().answerPasskey(passkey.answer(next.optionsJson()));
            consumer.await(StateEvent.Connected.class);
        }

        @Test
        void aConnectionLostWhileThePhoneIsAwaitedEndsIt() {
            start();
            passkey.appOpen(false);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));
            awaitStep(PasskeyStep.WAITING_FOR_PHONE);
            simulator.faults().drop(Optional.empty());

            assertThat(failure()).isInstanceOf(PairingFailure.ConnectionEnded.class);
        }

        @Test
        void aConnectionLostWhileCodesAreComparedEndsIt() {
            start();
            StateEvent.PasskeyRequired required = scanned();
            clock.advance(Duration.ofMinutes(5));
            client.pairing().answerPasskey(passkey.answer(required.optionsJson()));
            consumer.await(StateEvent.PasskeyConfirmation.class);
            simulator.faults().drop(Optional.empty());

            assertThat(failure()).isInstanceOf(PairingFailure.ConnectionEnded.class);
            assertThatThrownBy(() -> client.pairing().confirmPasskey(true)).isInstanceOf(PasskeyAnswerException.class);
        }

        @Test
        void aConnectionLostBeforePairSuccessEndsIt() {
            start();
            passkey.faults(PasskeyFault.BAD_TAG);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));
            awaitStep(PasskeyStep.FINISHING);
            simulator.faults().drop(Optional.empty());

            assertThat(failure()).isInstanceOf(PairingFailure.ConnectionEnded.class);
        }

        @Test
        void removalRightAfterLinkingIsAFailureOfLinking() {
            start();
            passkey.faults(PasskeyFault.REMOVE_AFTER_LINK);
            client.pairing().answerPasskey(passkey.answer(scanned().optionsJson()));
            consumer.await(StateEvent.Connected.class);

            clock.advance(Duration.ofSeconds(17));

            assertThat(failure()).isEqualTo(new PairingFailure.RemovedAgain());
            assertThat(consumer.await(
                                    StateEvent.Disconnected.class,
                                    event -> event.retryIn().isEmpty())
                            .cause())
                    .isInstanceOf(DisconnectCause.LoggedOut.class);
        }

        @Test
        void answersThatNobodyAskedForChangeNothing() {
            start();
            consumer.await(StateEvent.QrCode.class);
            assertThat(problem("{}")).isEqualTo(new PasskeyProblem.NothingPending());
            assertThatThrownBy(() -> client.pairing().confirmPasskey(true)).isInstanceOf(PasskeyAnswerException.class);

            passkey.appOpen(false);
            String answer = passkey.answer(scanned().optionsJson());
            client.pairing().answerPasskey(answer);
            assertThat(problem(answer)).isEqualTo(new PasskeyProblem.NothingPending());
            assertThatThrownBy(() -> client.pairing().confirmPasskey(true))
                    .as("no code is asked for yet")
                    .isInstanceOf(PasskeyAnswerException.class);
            awaitStep(PasskeyStep.WAITING_FOR_PHONE);
            passkey.appOpen(true);
            consumer.await(StateEvent.Connected.class);
        }

        private PasskeyProblem problem(String answer) {
            return catchThrowableOfType(
                            PasskeyAnswerException.class, () -> client.pairing().answerPasskey(answer))
                    .problem();
        }

        private StateEvent.PasskeyRequired scanned() {
            scan();
            return required();
        }

        private void scan() {
            passkey.demand(PasskeyPolicy.REQUIRED);
            assertThat(ada.scan(consumer.await(StateEvent.QrCode.class).text()))
                    .isInstanceOf(ScanResult.PasskeyAsked.class);
        }

        private StateEvent.PasskeyRequired required() {
            return consumer.await(StateEvent.PasskeyRequired.class);
        }

        private void assertFailed(PairingFailure expected) {
            assertThat(failure()).isEqualTo(expected);
            StateEvent.Disconnected end = consumer.await(StateEvent.Disconnected.class);
            assertThat(end.cause()).isEqualTo(new DisconnectCause.PairingRefused(expected.words()));
            assertThat(end.retryIn()).isEmpty();
        }

        private void awaitStep(PasskeyStep step) {
            consumer.await(StateEvent.PasskeyProgress.class, event -> event.step() == step);
        }

        private List<PasskeyStep> steps() {
            return consumer.events().stream()
                    .filter(StateEvent.PasskeyProgress.class::isInstance)
                    .map(event -> ((StateEvent.PasskeyProgress) event).step())
                    .toList();
        }
    }

    private PairingFailure failure() {
        return consumer.await(StateEvent.PairingFailed.class).cause();
    }

    private String latestQr() {
        consumer.await(StateEvent.QrCode.class);
        return consumer.events().stream()
                .filter(StateEvent.QrCode.class::isInstance)
                .map(event -> ((StateEvent.QrCode) event).text())
                .reduce((_, latest) -> latest)
                .orElseThrow();
    }

    private void awaitQrCodes(int count) {
        consumer.await(StateEvent.QrCode.class, _ -> count(StateEvent.QrCode.class) >= count);
    }

    private int count(Class<?> type) {
        return (int) consumer.events().stream().filter(type::isInstance).count();
    }

    /// An event can come before the stanza that goes with it.
    private void awaitStanza(String part) {
        simulator.awaitStanzas(ADA, seen -> seen.toString().contains(part), 1, PATIENCE);
    }

    private List<String> stanzas() {
        return simulator.stanzas(ADA).stream().map(SeenStanza::toString).toList();
    }

    private static PairingTimings code(Duration code, Duration codeCompletion) {
        PairingTimings usual = PairingTimings.USUAL;
        return new PairingTimings(
                usual.firstRef(),
                usual.otherRefs(),
                code,
                codeCompletion,
                usual.proof(),
                usual.phoneHint(),
                usual.completion(),
                usual.answer());
    }

    private static PairingTimings refs(Duration each, PairingTimings other) {
        return new PairingTimings(
                each,
                each,
                other.code(),
                other.codeCompletion(),
                other.proof(),
                other.phoneHint(),
                other.completion(),
                other.answer());
    }

    private static PairingTimings hint(Duration phoneHint) {
        PairingTimings usual = PairingTimings.USUAL;
        return new PairingTimings(
                usual.firstRef(),
                usual.otherRefs(),
                usual.code(),
                usual.codeCompletion(),
                usual.proof(),
                phoneHint,
                usual.completion(),
                usual.answer());
    }

    private static PairingTimings completion(Duration completion) {
        PairingTimings usual = PairingTimings.USUAL;
        return new PairingTimings(
                usual.firstRef(),
                usual.otherRefs(),
                usual.code(),
                usual.codeCompletion(),
                usual.proof(),
                usual.phoneHint(),
                completion,
                usual.answer());
    }
}
