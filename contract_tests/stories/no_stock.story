stock demo 0
----

endpoint demo workers_max=1 data_center_ids=["EU-RO-1"]
----
0 worker-1 THROTTLED

submit demo
----
0 job-1 IN_QUEUE

advance 15
----
10 worker-1 THROTTLED

stock demo 1
----

advance 60
----
20 worker-1 STARTING
48 worker-1 IDLE
48 worker-1 RUNNING
48 job-1 IN_PROGRESS
50 job-1 COMPLETED
50 worker-1 IDLE
55 worker-1 STANDBY
