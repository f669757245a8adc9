/*
 * The life of one transactional message, steps 2 to 9, with everything that may go wrong. README.md says how to read
 * and run it, and what it leaves out.
 *
 * One call sends one message, in up to two publish attempts, and runs one local transaction. Instance A makes the call;
 * A and B, two instances of one application, answer back-checks. Until it is calm anything may fail. Then nothing fails
 * any more, and whichever instance is left must get the message decided.
 *
 * Set-ups: one database; -DROUTING, a data source that leads to two of them; -DFOREIGN, B has another database than A.
 * -DWITHOUT_... leaves a rule out.
 */

#define A 0
#define B 1
#define fault !calm

#if defined(ROUTING) || defined(FOREIGN)
#define DATABASES 2
#else
#define DATABASES 1
#endif

/* With two databases, a second attempt makes the model ten times as large. */
#if !defined(ATTEMPTS) && DATABASES == 1
#define ATTEMPTS 2
#elif !defined(ATTEMPTS)
#define ATTEMPTS 1
#endif

/* -DONLY=4 looks at P4 alone. */
#ifndef ONLY
#define looksAt(number) true
#else
#define looksAt(number) (number == ONLY)
#endif
#define promise(number, holds, text) if :: (holds) || !looksAt(number) :: else -> printf(text); assert(false) fi

mtype = { NONE, OPEN, COMMITTED, ROLLED_BACK, IN_DOUBT, RUNNING, FORGOTTEN, UNKNOWN };
mtype = { ABSENT, SENT, HALF, DELIVERED, DROPPED };
mtype = { IDLE, T1, T2, T3 };
mtype = { NO, OURS, OTHER, TRANSACTION_EXCEPTION, UNEXPECTED_ROLLBACK };

/* The database. A row is NONE, OPEN (an uncommitted 'C'), COMMITTED ('C') or ROLLED_BACK (the tombstone 'R'). */
mtype tx = NONE;
mtype row[DATABASES + 1] = NONE;	/* the last one is a database that the log has never heard of */
byte t;				/* the database of the transaction */
byte recorded;			/* the attempt that its row names */
bool asked;			/* COMMIT has been sent */
bool lost;			/* the connection is gone */
bool aborted;			/* each statement fails, and a COMMIT rolls back and reports success */
bool torn;			/* rolled back by itself and begun anew */

/* The broker. What it is told arrives now, later, several times or never. */
mtype half[3] = ABSENT;
bool toldCommit[3], toldRollback[3];
bool fenced[3];			/* by the log: a back-check was answered ROLLBACK */

/* What A remembers of the call. */
mtype memory = FORGOTTEN;
bool open[3];			/* attempts that may still become the one */
byte published;			/* the attempt whose receipt arrived */

bool calm, dead, done, closing;
byte survivor;
bool stranger;			/* B lacks a database that the message names */
bool loopEnded[2];
bool old;			/* A was suspended for longer than tombstones are kept */

/* ---- Steps 2 to 7: the call ---- */

inline attempt(a) {
	atomic { open[a] = true; half[a] = SENT; printf("sender: publishes the half message, attempt %d\n", a) }
	atomic {
		if
		:: half[a] != SENT -> published = a; open[1] = false; open[2] = false;
			printf("sender: has the receipt of attempt %d\n", a)
		:: fault -> printf("sender: hears nothing about attempt %d\n", a)
		fi
	}
}

inline publish() {
	attempt(1);
	if
	:: published == 0 && ATTEMPTS == 2 -> attempt(2)
	:: else
	fi
}

#ifdef WITHOUT_O6_AGE
#define young true
#else
#define young !old
#endif

/* Step 4, a plain INSERT. */
inline record() {
	atomic {
		if
#ifndef WITHOUT_O6_AGE
		:: old -> refused = true; printf("sender: is refused, its id is too old\n")
#endif
		:: t == DATABASES ->
#ifdef WITHOUT_O5_REFUSAL
			row[t] = OPEN; printf("sender: writes the row into a database that is none of the log's\n")
#else
			refused = true; printf("sender: is refused, its database is none of the log's\n")
#endif
		:: t < DATABASES && row[t] == NONE && young -> row[t] = OPEN; printf("sender: writes the row\n")
		:: t < DATABASES && row[t] == ROLLED_BACK ->
#ifdef WITHOUT_INSERT
			row[t] = OPEN; printf("sender: writes the row over the tombstone\n")
#else
			refused = true; printf("sender: is fenced by the tombstone\n")
#endif
		:: fault -> refused = true; printf("sender: cannot write the row\n")
		fi;
		recorded = (published -> published : 1)
	}
}

/* Statements of the business or of a synchronization, which swallows what the database says. */
inline work() {
	atomic {
		if
		:: true
		:: fault && row[t] == OPEN && !aborted -> row[t] = NONE; torn = true;
			printf("database: makes the transaction a deadlock's victim, rolls back and begins anew\n")
		:: fault && !torn && !aborted -> aborted = true;
			printf("database: gives the transaction up\n")
		fi
	}
}

/* Whether the sender finds its row in its transaction. */
#ifdef WITHOUT_O3_STATE
#define seesRow (row[t] == OPEN || row[t] == ROLLED_BACK)
#else
#define seesRow (row[t] == OPEN)
#endif

/* The first beforeCommit. */
inline prepare() {
	commitAsked = (failure == NO);
	if
	:: failure == NO && late ->
			publish();
			atomic {
				if
				:: published == 0 -> failure = OURS; printf("sender: could not publish\n")
				:: published == 1
				:: published == 2 && !aborted && seesRow -> recorded = 2; printf("sender: corrects the row\n")
				:: published == 2 && (aborted || !seesRow) -> failure = OURS; printf("sender: cannot correct the row\n")
				:: published == 2 && fault -> failure = OURS; printf("sender: cannot correct the row\n")
				fi
			}
	:: else
	fi
}

/* The last moment before the commit. */
inline confirm() {
	atomic {
		if
		:: failure != NO
#ifdef WITHOUT_O3_ROW
		:: failure == NO -> confirmed = true
#else
		:: failure == NO && !aborted && seesRow -> confirmed = true; printf("sender: sees its row\n")
		:: failure == NO && (aborted || !seesRow) -> failure = OURS; printf("sender: does not see its row\n")
		:: failure == NO && fault -> failure = OURS; printf("sender: cannot look for its row\n")
#endif
		fi
	}
}

/* Another synchronization works, and may fail in each of the ways that Spring treats differently. */
inline others() {
	if
	:: failure == NO ->
		work();
		atomic {
			if
			:: true
			:: fault -> failure = OTHER; printf("another synchronization: fails\n")
			:: fault -> failure = TRANSACTION_EXCEPTION;
				printf("another synchronization: fails with a TransactionException\n")
			:: fault -> failure = UNEXPECTED_ROLLBACK;
				printf("another synchronization: fails with an UnexpectedRollbackException\n")
			fi
		}
	:: else
	fi
}

inline rollback() {
	atomic {
		if
		:: tx = ROLLED_BACK; row[t] = (row[t] == OPEN -> NONE : row[t]); status = ROLLED_BACK; plain = true;
			printf("sender: rolls back\n")
		:: fault -> lost = true; status = UNKNOWN; printf("sender: loses the connection while it rolls back\n")
		fi
	}
}

/* afterCompletion: what A remembers from now on. */
inline completed() {
	atomic {
		if
		:: true ->
			open[1] = false; open[2] = false;
			if
			:: status == COMMITTED && confirmed -> memory = COMMITTED
#ifdef WITHOUT_O3_ROLLBACK
			:: status == ROLLED_BACK -> memory = ROLLED_BACK
#else
			:: status == ROLLED_BACK && completing && !commitAsked -> memory = ROLLED_BACK
#endif
#ifdef WITHOUT_O3_LOG
			:: status == UNKNOWN -> memory = ROLLED_BACK
#endif
			:: else -> memory = IN_DOUBT
			fi;
			printf("sender: has the transaction reported as %e and remembers it as %e\n", status, memory)
		:: fault -> printf("sender: nobody reports the end of the transaction\n")
		fi
	}
}

/* The call has ended without having become part of a transaction. */
inline drop() {
	atomic { memory = ROLLED_BACK; plain = true; open[1] = false; open[2] = false }
	tell()
}

/* Step 7. An outcome in doubt is asked of the log at once; here that is one of A's back-checks: they come at any time. */
inline tell() {
	atomic {
		if
		:: published && memory == COMMITTED -> printf("sender: tells the broker COMMIT\n");
			promise(8, plain, "P8 is broken: COMMIT is told though nobody knows the outcome\n");
			toldCommit[published] = (half[published] == HALF)
		:: published && memory == ROLLED_BACK -> printf("sender: tells the broker ROLLBACK\n");
			promise(8, plain, "P8 is broken: ROLLBACK is told though nobody knows the outcome\n");
			toldRollback[published] = (half[published] == HALF)
		:: else
		fi
	}
}

active proctype Call() {
	bool late, refused, commitAsked, completing, confirmed, plain, dangling;
	mtype failure = NO, status = UNKNOWN;
	{
		atomic { memory = RUNNING; if :: late = true :: late = false fi }
publishing:
		if
		:: !late -> publish()
		:: late
		fi;
		if
		:: !late && published == 0 -> printf("sender: could not publish, so nothing is done\n"); drop(); goto over
		:: else
		fi;
beginning:
		atomic {
			if
			:: tx = OPEN;
#ifdef ROUTING
				if :: t = 0 :: t = 1 :: t = DATABASES fi;
				printf("sender: begins in database %d\n", t)
#else
				printf("sender: begins\n")
#endif
			:: fault -> printf("sender: cannot begin\n"); drop(); goto over
			fi
		}
recording:
		record();
		if
		:: refused ->
			drop();
refusing:
#ifdef WITHOUT_MARK
			if
			:: atomic { asked = true; printf("caller: swallows the exception and commits\n") }; goto over
			:: true
			fi;
#endif
			/* Also where the caller swallows the exception: the transaction is marked. */
			rollback();
			goto over
		:: else
		fi;
working:
		work();
#ifdef WITHOUT_O2
		/* It listens to the innermost transaction, which may be one of another manager. */
		if
		:: !late ->
			atomic {
				confirmed = seesRow; completing = true; plain = true;
				if
				:: status = COMMITTED; printf("another manager's transaction: commits\n")
				:: status = ROLLED_BACK; printf("another manager's transaction: rolls back\n")
				fi
			};
			completed(); tell();
			atomic { if :: asked = true; printf("sender: commits\n") :: lost = true; printf("sender: rolls back\n") fi };
			goto over
		:: true
		fi;
#endif
finishing:
		if
		:: atomic { completing = true; printf("sender: the method throws\n"); rollback() }
		:: atomic { true; printf("sender: the method returns\n") };
#if defined(WITHOUT_O4_FIRST)
			others(); prepare(); confirm();
#elif defined(WITHOUT_O4_LAST)
			prepare(); confirm(); others();
#else
			prepare(); others(); confirm();
#endif
			if
			:: failure == NO ->
				atomic { asked = true; printf("sender: asks for the commit\n") };
committing:
				atomic {
					if
					:: tx != OPEN -> status = COMMITTED; plain = true; printf("sender: hears that it has committed\n")
					:: fault -> lost = true; status = UNKNOWN; printf("sender: loses the connection during COMMIT\n")
					:: fault -> lost = true; status = ROLLED_BACK;
						printf("sender: loses the connection during COMMIT; its manager rolls back and says so\n")
					fi
				}
			:: failure == OTHER -> completing = true; rollback()
#ifdef WITHOUT_O4_EXCEPTION
			:: failure == OURS -> dangling = true
#else
			:: failure == OURS -> commitAsked = false; completing = true; rollback()
#endif
			/* Spring has not rolled back, and says so, or the contrary. */
			:: failure == TRANSACTION_EXCEPTION -> dangling = true
			:: failure == UNEXPECTED_ROLLBACK -> dangling = true; status = ROLLED_BACK
			fi
		fi;
#ifndef WITHOUT_O4_CLEAN_UP
		/* In afterCompletion the connection is still there, and Spring's clean-up may be about to commit. */
		if
		:: atomic { dangling && (aborted || !seesRow) ->
			printf("sender: does not see its row after the end, so nothing may commit\n");
			tx = ROLLED_BACK; row[t] = (row[t] == OPEN -> NONE : row[t]); dangling = false }
		:: else
		fi;
#endif
reporting:
		completed();
		if
		:: dangling ->
			atomic {
				if
				:: asked = true; printf("sender: Spring's clean-up commits\n")
				:: lost = true; printf("sender: Spring's clean-up closes the connection\n")
				fi
			}
		:: else
		fi;
telling:
		tell();
over:
		done = true
	} unless { dead -> done = true };
	/* Nothing of this matters any more. */
	d_step { late = false; refused = false; commitAsked = false; completing = false; confirmed = false; plain = false;
		dangling = false; failure = NO; status = UNKNOWN }
}

/* ---- The database, the purge, the broker, and fate ---- */

inline commit() {
	if
	:: aborted -> tx = ROLLED_BACK; row[t] = (row[t] == OPEN -> NONE : row[t]);
		printf("database: rolls back and reports success\n")
	:: else -> printf("database: commits\n");
		promise(4, !fenced[published], "P4 is broken: it commits after the log has answered ROLLBACK\n");
		tx = COMMITTED; row[t] = (row[t] == OPEN -> COMMITTED : row[t])
	fi
}

active proctype Database() {
end:
	do
	:: atomic { asked && tx == OPEN -> commit() }
	:: atomic { lost && tx == OPEN ->
		tx = ROLLED_BACK; row[t] = (row[t] == OPEN -> NONE : row[t]);
		printf("database: misses the connection and rolls back\n") }
	od
}

/* With O6 a row outlives all that the broker asks: only a call that sleeps in between may see that it is gone. */
active proctype Purge() {
end:
	do
	:: atomic { fault && row[0] == ROLLED_BACK && half[1] == DROPPED && half[2] == ABSENT && tx == NONE && !old ->
		row[0] = NONE; old = true;
		printf("purge: deletes the tombstone after 72 h, in which instance A was suspended\n") }
#ifdef WITHOUT_O6_CLOCK
	:: atomic { row[0] == COMMITTED -> row[0] = NONE; printf("purge: takes the row for an old one\n") }
#endif
	od
}

inline decide(a) {
	if
	:: toldCommit[a] -> printf("broker: delivers attempt %d\n", a);
		promise(2, tx == COMMITTED && !torn, "P2 is broken: a message is delivered whose transaction has not committed\n");
		promise(7, half[3 - a] != DELIVERED, "P7 is broken: it is delivered twice\n");
		half[a] = DELIVERED
	:: toldRollback[a] -> printf("broker: drops attempt %d\n", a);
		promise(1, tx != COMMITTED || a != published, "P1 is broken: the message of a committed transaction is dropped\n");
		half[a] = DROPPED
	fi;
	toldCommit[a] = false; toldRollback[a] = false
}

active proctype Broker() {
end:
	do
	:: atomic { half[1] == SENT -> half[1] = HALF; printf("broker: stores attempt 1\n") }
	:: atomic { half[2] == SENT -> half[2] = HALF; printf("broker: stores attempt 2\n") }
	:: atomic { half[1] == HALF && (toldCommit[1] || toldRollback[1]) -> decide(1) }
	:: atomic { half[2] == HALF && (toldCommit[2] || toldRollback[2]) -> decide(2) }
	od
}

active proctype Fate() {
	if
	:: true
	:: atomic { !calm -> dead = true; lost = true; memory = FORGOTTEN; printf("instance A: dies\n") }
#ifdef DEATHS
		/* Each of these is reached: it may die at every step. */
		if
		:: Call@publishing
		:: Call@beginning
		:: Call@recording
		:: Call@refusing
		:: Call@working
		:: Call@finishing
		:: Call@committing
		:: Call@reporting
		:: Call@telling
		:: Call@over
		:: else
		fi
#endif
	fi;
	calm = true
}

/* ---- Steps 8 and 9: back-checks ---- */

#ifdef WITHOUT_ATTEMPTS
#define counts(holds) true
#else
#define counts(holds) (holds)
#endif

/* T1, and the second look of T3. */
inline read() {
	if
	:: row[d] == COMMITTED -> answer = (counts(recorded == a) -> COMMITTED : ROLLED_BACK);
		printf("instance %c: reads the row in database %d\n", 65 + i, d)
	:: row[d] == ROLLED_BACK -> tombstones++; printf("instance %c: reads the tombstone in database %d\n", 65 + i, d)
	:: row[d] == NONE || row[d] == OPEN -> silent = silent || stage == T3;
		printf("instance %c: reads no row in database %d\n", 65 + i, d)
	:: fault -> noAnswer()
	fi
}

/* T2, a plain INSERT. */
inline fence() {
	if
#ifdef WITHOUT_T2
	:: row[d] == NONE || row[d] == OPEN -> tombstones++; printf("instance %c: takes that for an answer\n", 65 + i)
#else
	:: row[d] == NONE -> row[d] = ROLLED_BACK; tombstones++;
		printf("instance %c: leaves the tombstone in database %d\n", 65 + i, d);
		if
		:: true
		:: fault -> silent = true; printf("instance %c: does not hear that it has committed\n", 65 + i)
		fi
	:: row[d] == OPEN -> printf("instance %c: waits for the row in database %d until the time-out\n", 65 + i, d);
#ifdef WITHOUT_T2_UNKNOWN
		tombstones++
#else
		silent = true
#endif
#endif
	:: row[d] == COMMITTED || row[d] == ROLLED_BACK ->
		printf("instance %c: finds the key taken in database %d\n", 65 + i, d);
#ifdef WITHOUT_T3
		tombstones++
#else
		stage = T3
#endif
	:: fault -> noAnswer()
	fi
}

inline noAnswer() {
	printf("instance %c: has no answer from database %d\n", 65 + i, d);
#ifdef WITHOUT_O5_SILENT
	if
	:: d == 0 -> silent = true
	:: else -> tombstones++
	fi
#else
	silent = true
#endif
}

/* Memory may answer, or not know any more; what it takes for running is asked of the log after some minutes. */
inline remember() {
	if
	:: i == A && !dead && memory != FORGOTTEN && !counts(open[a] || a == published) -> answer = ROLLED_BACK
	:: i == A && !dead && counts(open[a] || a == published) && (memory == COMMITTED || memory == ROLLED_BACK) ->
		answer = memory
#ifdef WITHOUT_O1
	:: i == A && !dead && memory == RUNNING -> silent = true
	:: !(i == A && !dead && memory == RUNNING)
#else
	:: i == A && !dead && memory == RUNNING && !last -> silent = true
	:: true
#endif
	fi;
	if
	:: answer != UNKNOWN -> printf("instance %c: remembers %e\n", 65 + i, memory)
	:: silent -> printf("instance %c: believes that it still runs\n", 65 + i)
#ifndef WITHOUT_O5_IDENTITY
	:: i == B && stranger -> silent = true; printf("instance %c: lacks a database that the message names\n", 65 + i)
#endif
	:: else -> stage = T1; d = from
	fi
}

/* Goes on to the next database, to T2, or to the answer. */
inline proceed() {
	if
	:: stage == T1 && d < to && answer == UNKNOWN -> d++
	:: stage == T1 && d == to && answer == UNKNOWN && !silent && tombstones < needed ->
		stage = T2; d = from; tombstones = 0
	:: stage == T2 && !silent && tombstones < needed -> d++
	:: stage == T3 && !silent && answer == UNKNOWN && tombstones < needed -> stage = T2; d++
	:: else ->
		answer = (answer == UNKNOWN && !silent && tombstones >= needed -> ROLLED_BACK : answer);
		tellBroker();
		a = 0; d = 0; stage = IDLE; answer = UNKNOWN; tombstones = 0; silent = false; last = false
	fi
}

inline tellBroker() {
	promise(3, answer == UNKNOWN || !(tx == OPEN && row[t] == OPEN && (open[a] || a == published)),
		"P3 is broken: a back-check decides about a transaction that runs\n");
	if
	:: answer == UNKNOWN -> printf("instance %c: answers UNKNOWN\n", 65 + i);
		promise(1, !last || tx != COMMITTED, "P1 is broken: the message of a committed transaction stays in doubt\n");
		promise(0, !last, "A message stays in doubt\n")
	:: answer == COMMITTED -> toldCommit[a] = (half[a] == HALF); printf("instance %c: answers COMMIT\n", 65 + i)
	:: answer == ROLLED_BACK -> toldRollback[a] = (half[a] == HALF); fenced[a] = fenced[a] || stage != IDLE;
		printf("instance %c: answers ROLLBACK\n", 65 + i)
#ifdef WITHOUT_O6_ERROR
	:: fault -> loopEnded[i] = true; printf("instance %c: meets an Error, which ends its poll loop\n", 65 + i)
#endif
	fi
}

/* Its own death, or an Error, is as if the database did not answer or the broker did not hear. */
proctype Instance(byte i; byte from; byte to; byte needed) {
	byte a, d, tombstones;
	mtype stage = IDLE, answer = UNKNOWN;
	bool silent, last;			/* last: nothing fails any more */
end:
	do
	:: atomic { stage == IDLE && (!closing || survivor == i) && (!loopEnded[i] || i == A && dead) &&
			(half[1] == HALF || half[2] == HALF) ->
		if :: half[1] == HALF -> a = 1 :: half[2] == HALF -> a = 2 fi;
		printf("broker: asks instance %c about attempt %d\n", 65 + i, a);
		last = closing;
		remember();
		if
		:: stage == IDLE -> proceed()
		:: else
		fi }
	:: atomic { stage == T1 || stage == T3 -> read(); proceed() }
	:: atomic { stage == T2 -> fence(); if :: stage == T2 -> proceed() :: else fi }
	od
}

/* ---- The set-up and the end ---- */

init {
	atomic {
#if defined(FOREIGN)
		stranger = true;
		run Instance(A, 0, 0, 1); run Instance(B, 1, 1, 1)
#elif defined(WITHOUT_O5_TARGETS)
		run Instance(A, 0, 0, 1); run Instance(B, 0, 0, 1)
#elif defined(WITHOUT_O5_EACH)
		run Instance(A, 0, 1, 1); run Instance(B, 0, 1, 1)
#elif defined(ROUTING)
		run Instance(A, 0, 1, 2);
		if
		:: run Instance(B, 0, 1, 2)
		:: stranger = true; run Instance(B, 0, 0, 1)
		fi
#else
		run Instance(A, 0, 0, 1); run Instance(B, 0, 0, 1)
#endif
	}
	atomic {
		calm && done && tx != OPEN -> closing = true; if :: survivor = A :: !stranger -> survivor = B fi;
		printf("Instance %c is left, and nothing fails any more\n", 65 + survivor)
	}
	if
	:: half[1] != HALF && half[2] != HALF ->
		promise(1, tx != COMMITTED || half[published] == DELIVERED,
			"P1 is broken: the transaction has committed and its message is not delivered\n")
	:: timeout ->
		promise(1, tx != COMMITTED, "P1 is broken: nobody answers for the message of a committed transaction\n");
		promise(0, false, "Nobody answers for a message\n")
	fi
}
