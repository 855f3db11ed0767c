notewrightPath({"name":"AWS KMS","page":"services/aws-kms.html","sections":[["n/1.html","1 Which is a queue?"],["n/2.html","2 Which is a key?"]]});
