endpoint demo workers_max=1 workers_min=1
----
0 worker-1 STARTING

fault worker.crash count=1 says={"after_s":1}
----

advance 28
----
28 worker-1 IDLE

submit demo
----
28 job-1 IN_QUEUE
28 worker-1 RUNNING
28 job-1 IN_PROGRESS

advance 40
----
29 worker-1 RUNNING

advance 31
----
69 job-1 IN_PROGRESS
69 worker-1 is gone
69 worker-2 STARTING
97 worker-2 IDLE
97 worker-2 RUNNING
97 job-1 IN_PROGRESS
99 job-1 COMPLETED
99 worker-2 IDLE

harm worker-2 evict
----
99 worker-2 THROTTLED

advance 38
----
109 worker-2 STARTING
137 worker-2 IDLE
