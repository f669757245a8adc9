package io.github.rocketmqhttp.transaction;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;

import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How far the transaction has come that a call joins. Spring tells nobody, but a call
 * that comes from one of its callbacks has Spring's commit on its call stack.
 */
enum TransactionPhase {

	/** Its commit has not been asked for. */
	RUNNING,

	/**
	 * It is being committed, or a transaction is around it that is: a synchronization
	 * that is registered now may not be asked before the commit any more.
	 */
	COMMITTING,

	/**
	 * It has ended, and only its connection is still there: work done now is not part of
	 * it.
	 */
	ENDED,

	/**
	 * Either it has ended, or a newer one runs in its place; or one of another manager
	 * runs inside it, whose end would be reported instead. Only the log can tell.
	 */
	UNCLEAR;

	private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

	/**
	 * Finds out for a call on this thread that has not begun the transaction.
	 * @param ownBoundaries how many transaction interceptors or templates on the stack
	 * are the call's own, which is known to have joined
	 * @param newSynchronization whether the call had to make the synchronization of the
	 * transaction that it joins
	 */
	static TransactionPhase ofJoined(int ownBoundaries, boolean newSynchronization) {
		return STACK.walk((frames) -> inspect(frames.iterator(), ownBoundaries, newSynchronization));
	}

	private static TransactionPhase inspect(Iterator<StackFrame> frames, int ownBoundaries,
			boolean newSynchronization) {
		Class<?> callback = TransactionPhase.class;
		int boundaries = 0;
		while (frames.hasNext()) {
			StackFrame frame = frames.next();
			switch (Moment.of(frame)) {
				case BOUNDARY -> boundaries++;
				case COMMIT -> {
					return COMMITTING;
				}
				case AFTER_COMMIT -> {
					return !isSynchronization(callback) ? RUNNING : (boundaries <= ownBoundaries) ? ENDED : UNCLEAR;
				}
				case AFTER_COMPLETION -> {
					return newSynchronization ? ENDED : RUNNING;
				}
				case NONE -> {
				}
			}
			callback = frame.getDeclaringClass();
		}
		return RUNNING;
	}

	/**
	 * Whether the transaction that runs now has such a callback: that of which the
	 * callback is being called has, a newer one rarely.
	 */
	private static boolean isSynchronization(Class<?> callback) {
		return TransactionSynchronizationManager.getSynchronizations().stream().anyMatch(callback::isInstance);
	}

	/**
	 * What a stack frame tells.
	 */
	private enum Moment {

		BOUNDARY, COMMIT, AFTER_COMMIT, AFTER_COMPLETION, NONE;

		static Moment of(StackFrame frame) {
			Class<?> type = frame.getDeclaringClass();
			if (type == TransactionSynchronizationUtils.class) {
				return switch (frame.getMethodName()) {
					case "triggerBeforeCommit", "triggerBeforeCompletion" -> COMMIT;
					case "invokeAfterCommit" -> AFTER_COMMIT;
					case "invokeAfterCompletion" -> AFTER_COMPLETION;
					default -> NONE;
				};
			}
			if (type == AbstractPlatformTransactionManager.class && frame.getMethodName().equals("processCommit")) {
				return COMMIT;
			}
			return ((type == TransactionAspectSupport.class && frame.getMethodName().equals("invokeWithinTransaction"))
					|| (type == TransactionTemplate.class && frame.getMethodName().equals("execute"))) ? BOUNDARY
							: NONE;
		}

	}

}
