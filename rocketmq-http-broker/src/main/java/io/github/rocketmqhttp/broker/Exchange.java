package io.github.rocketmqhttp.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.rocketmqhttp.broker.store.RefusedException;
import io.github.rocketmqhttp.protocol.ErrorCode;
import io.github.rocketmqhttp.protocol.MalformedDocumentException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.nio.AsyncServerExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.ResponseChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. The request is read and the operation performed on the I/O
 * thread; nothing in it blocks. The answer may come from any thread.
 */
final class Exchange implements AsyncServerExchangeHandler {

	private static final Logger logger = LoggerFactory.getLogger(Exchange.class);

	private static final int MAX_PIPELINED = 32;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final BrokerService service;

	private final RequestContext context;

	private final AtomicBoolean answered = new AtomicBoolean();

	private final AtomicReference<@Nullable Runnable> undo = new AtomicReference<>();

	private volatile boolean gone;

	private volatile @Nullable Runnable cancel;

	private final AtomicInteger unread = new AtomicInteger();

	private volatile ByteBuffer output = NOTHING;

	private @Nullable IncomingRequest request;

	private @Nullable RequestTarget target;

	private @Nullable OperationHandler operation;

	private @Nullable RefusedException refusal;

	private @Nullable ResponseChannel channel;

	private @Nullable HttpContext httpContext;

	private @Nullable RequestBody body;

	private boolean closeAfterwards;

	Exchange(BrokerService service) {
		this.service = service;
		this.context = service.newContext();
	}

	@Override
	public void handleRequest(HttpRequest httpRequest, @Nullable EntityDetails entity, ResponseChannel responseChannel,
			HttpContext httpContext) throws HttpException, IOException {
		IncomingRequest incoming = (IncomingRequest) httpRequest;
		this.request = incoming;
		this.channel = responseChannel;
		this.httpContext = httpContext;
		ClientConnection connection = incoming.connection();
		connection.opened(this);
		if (entity == null) {
			connection.deadlines().readingDone();
		}
		if (incoming.isLast()) {
			this.closeAfterwards = true;
			connection.finish();
		}
		String defect = incoming.defect();
		if (defect != null) {
			refuseAndClose(ErrorCode.INVALID_ARGUMENT, defect);
		}
		else if (connection.overLimit() || connection.deadlines().pending() > MAX_PIPELINED) {
			refuseAndClose(ErrorCode.TOO_MANY_REQUESTS, "The broker has too many open connections or requests.");
		}
		else {
			admit(incoming, entity, responseChannel, httpContext);
		}
	}

	private void admit(IncomingRequest incoming, @Nullable EntityDetails entity, ResponseChannel responseChannel,
			HttpContext httpContext) throws HttpException, IOException {
		try {
			this.service.admit(incoming);
			RequestTarget parsed = RequestTarget.parse(incoming.getMethod(), incoming.getRequestUri());
			this.target = parsed;
			this.operation = this.service.operation(incoming.getMethod(), parsed.parameter("trans"));
		}
		catch (RefusedException ex) {
			this.refusal = ex;
		}
		catch (RuntimeException ex) {
			this.refusal = failure(ex);
		}
		if (entity == null) {
			complete();
			return;
		}
		RequestBody incomingBody = this.service.newBody((this.refusal == null) ? incoming.getMethod() : "");
		this.body = incomingBody;
		try {
			incomingBody.announce(entity.getContentLength());
		}
		catch (RefusedException ex) {
			refuseAndClose(ex.code(), ex.text());
			return;
		}
		// Without this the vendor's Java SDK waits three seconds before it sends the
		// body.
		Header expect = incoming.getFirstHeader(HttpHeaders.EXPECT);
		if (expect != null && HeaderElements.CONTINUE.equalsIgnoreCase(expect.getValue())) {
			responseChannel.sendInformation(new BasicHttpResponse(100), httpContext);
		}
	}

	@Override
	public void updateCapacity(CapacityChannel capacityChannel) throws IOException {
		capacityChannel.update(Integer.MAX_VALUE);
	}

	@Override
	public void consume(ByteBuffer source) {
		RequestBody collected = this.body;
		if (collected != null && !this.answered.get()) {
			try {
				collected.add(source);
			}
			catch (RefusedException ex) {
				refuseAndClose(ex.code(), ex.text());
			}
		}
		// What is not wanted is read nevertheless: the next request follows it.
		source.position(source.limit());
	}

	@Override
	public void streamEnd(@Nullable List<? extends Header> trailers) {
		complete();
	}

	private void complete() {
		connection().deadlines().readingDone();
		if (this.answered.get()) {
			return;
		}
		String damage = connection().damage();
		try {
			if (damage != null) {
				refuseAndClose(ErrorCode.INVALID_ARGUMENT, "The request body cannot be read: " + damage);
			}
			else {
				perform();
			}
		}
		catch (RefusedException ex) {
			answer(Answer.refused(ex.code(), ex.text(), this.context));
		}
		catch (MalformedDocumentException ex) {
			answer(Answer.refused(ErrorCode.MALFORMED_XML,
					"The XML you provided was not well-formed. " + ex.getMessage(), this.context));
		}
		catch (RuntimeException ex) {
			RefusedException failure = failure(ex);
			answer(Answer.refused(failure.code(), failure.text(), this.context));
		}
		finally {
			releaseBody();
		}
	}

	private RefusedException failure(RuntimeException ex) {
		logger.error("Request {} failed in the broker", this.context.requestId(), ex);
		return new RefusedException(ErrorCode.INTERNAL_ERROR, "The broker failed; its log tells why.");
	}

	private void perform() throws MalformedDocumentException {
		if (this.refusal != null) {
			throw this.refusal;
		}
		if (this.operation == null || this.target == null) {
			throw new IllegalStateException("The request was not admitted.");
		}
		byte[] bytes = (this.body != null) ? this.body.toByteArray() : new byte[0];
		if (this.request != null) {
			ContentDigest.require(this.request, bytes);
		}
		Runnable wait = this.operation.handle(new BrokerRequest(this.target, bytes, this.context), this::answer);
		this.cancel = wait;
		if (this.gone || connection().ended()) {
			stopWaiting();
		}
	}

	/**
	 * Ends the wait of a poll; it is answered with nothing.
	 */
	void stopWaiting() {
		Runnable wait = this.cancel;
		if (wait != null) {
			wait.run();
		}
	}

	private void refuseAndClose(ErrorCode code, String message) {
		this.closeAfterwards = true;
		connection().finish();
		answer(Answer.refused(code, message, this.context));
	}

	private void answer(Answer answer) {
		ResponseChannel responseChannel = this.channel;
		if (responseChannel == null || !this.answered.compareAndSet(false, true)) {
			return;
		}
		this.undo.set(answer.undo());
		this.output = ByteBuffer.wrap(answer.body());
		this.service.answers().add(answer.body().length);
		this.unread.set(answer.body().length);
		if (this.gone) {
			undo();
			return;
		}
		try {
			responseChannel.sendResponse(this.service.response(answer, this.context, this.closeAfterwards),
					(answer.body().length > 0) ? new ResponseDetails(answer.body().length) : null, this.httpContext);
			if (answer.body().length == 0) {
				this.undo.set(null);
			}
		}
		catch (HttpException | IOException | RuntimeException ex) {
			logger.debug("The answer to request {} could not be sent", this.context.requestId(), ex);
			undo();
		}
	}

	private void undo() {
		forgetOutput();
		Runnable action = this.undo.getAndSet(null);
		if (action != null) {
			action.run();
		}
	}

	@Override
	public int available() {
		return this.output.remaining();
	}

	@Override
	public void produce(DataStreamChannel dataChannel) throws IOException {
		ByteBuffer rest = this.output;
		if (rest.hasRemaining()) {
			dataChannel.write(rest);
		}
		if (!rest.hasRemaining()) {
			forgetOutput();
			this.undo.set(null);
			dataChannel.endStream();
		}
	}

	@Override
	public void failed(Exception cause) {
		this.gone = true;
		stopWaiting();
		undo();
	}

	private void forgetOutput() {
		int bytes = this.unread.getAndSet(0);
		if (bytes > 0) {
			this.output = NOTHING;
			this.service.answers().release(bytes);
		}
	}

	@Override
	public void releaseResources() {
		releaseBody();
		forgetOutput();
		if (this.request != null) {
			connection().closed(this);
		}
	}

	private void releaseBody() {
		if (this.body != null) {
			this.body.release();
		}
	}

	private ClientConnection connection() {
		if (this.request == null) {
			throw new IllegalStateException("The exchange has not begun.");
		}
		return this.request.connection();
	}

}
