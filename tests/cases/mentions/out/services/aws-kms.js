notewrightPath({"name":"AWS KMS","page":"services/aws-kms.html","sections":[["n/2.html","2 Names"],["n/5.html","5 Actions"],["n/9.html","9 Over several lines"]]});
