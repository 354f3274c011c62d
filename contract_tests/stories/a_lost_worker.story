endpoint demo workers_max=1 workers_min=1
----
0 worker-1 STARTING

advance 28
----
28 worker-1 IDLE

submit demo {"mock_crash":true}
----
28 job-1 IN_QUEUE
28 worker-1 RUNNING
28 job-1 IN_PROGRESS
28 worker-1 RUNNING

advance 40
----
68 job-1 IN_PROGRESS
68 worker-1 is gone
68 worker-2 STARTING

advance 28
----
96 worker-2 IDLE
96 worker-2 RUNNING
96 job-1 IN_PROGRESS
96 worker-2 RUNNING

advance 40
----
136 job-1 FAILED
136 worker-2 is gone
136 worker-3 STARTING
